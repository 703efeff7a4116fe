namespace CaffeSharpGen.Vqa.Tests;

/// <summary>The program as a process: what it says of command lines, and of files that are not there.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly Workplace place = new();

    public void Dispose() => place.Dispose();

    [Theory]
    [InlineData("no network 'vgg17'; expected one of scenes_vqa, vgg16, vgg19", "--network", "vgg17")]
    [InlineData("there is no picture: give --image", "--network", "vgg19")]
    [InlineData("scenes_vqa.json: there is no such file", "--network", "scenes", "--model-path", "none.t7", "--weights", "none.caffemodel")]
    [InlineData("none.prototxt: there is no such file", "-proto_file", "none.prototxt")]
    public void A_wrong_value_is_exit_code_1(string expected, params string[] arguments) => place.Run(arguments).FailedWith(1, expected);

    [Fact]
    public void Missing_files_of_the_published_model_are_named()
    {
        place.Copy(Workplace.Example, "p.png");
        place.Run("--network", "vgg19", "--image", "p.png").FailedWith(
            1, "VQA_LSTM_CNN/lstm.t7", "https://github.com/VT-vision-lab/VQA_LSTM_CNN");
        Directory.CreateDirectory(place.At("VQA_LSTM_CNN"));
        place.Write("VQA_LSTM_CNN/lstm.t7", "x");
        place.Run("--network", "vgg19", "--image", "p.png").FailedWith(1, "VQA_LSTM_CNN/data_prepro.json");
        place.Write("VQA_LSTM_CNN/data_prepro.json", "x");
        place.Run("--network", "vgg19", "--image", "p.png").FailedWith(1, "VGG_ILSVRC_19_layers.caffemodel");
    }

    [Theory]
    [InlineData("'--bogus'", "--bogus")]
    [InlineData("no GPU engine", "-gpuid", "0")]
    [InlineData("--rnn-layers is 0", "-rnn_layers", "0")]
    [InlineData("both pick the network", "--network", "vgg19", "--proto-file", "x.prototxt")]
    [InlineData("--model-path is empty", "--model-path", "")]
    public void A_wrong_command_line_is_exit_code_2(string expected, params string[] arguments) =>
        place.Run(arguments).FailedWith(2, expected);

    [Fact]
    public void Help_names_every_option()
    {
        Outcome help = place.Run("--help").Succeeded();
        foreach (string name in new[]
        {
            "--network", "-proto_file", "-model_file", "-model_path", "--vocabulary", "-input_image_path", "-input_sz", "-layer_name",
            "-question", "-answer", "-input_encoding_size",
            "-rnn_size", "-rnn_layers", "-common_embedding_size", "-num_output", "-out_path", "-save_as_heatmap", "--strip", "--device",
            "-gpuid", "-backend", "-seed", "--threads", "--top", "--json",
        })
            Assert.Contains(name, help.Out);
        Assert.DoesNotContain('\e', help.Out);
    }
}
