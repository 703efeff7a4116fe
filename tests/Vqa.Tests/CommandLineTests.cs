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
    [InlineData("there is no option '--bogus'", "--bogus")]
    [InlineData("there is no option '--questoin'; did you mean --question?", "--questoin", "What color is the star?")]
    [InlineData("give a checkpoint as --model-path lstm.t7", "lstm.t7")]
    [InlineData("-question has no value; expected a question, such as -question \"What color is the star?\"", "-question")]
    [InlineData("expected one", "What", "color", "is", "the", "star?")]
    [InlineData("--gpuid 0 is cuda:0, and --device is cpu; give one of them", "-gpuid", "0", "--device", "cpu")]
    [InlineData("-rnn_layers is '0'; expected a whole number from 1 on", "-rnn_layers", "0")]
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
            "--network", "--proto-file", "--model-file", "--model-path", "--vocabulary", "--input-image-path", "--input-sz", "--layer-name",
            "--question", "--answer", "--input-encoding-size", "--allow-unknown",
            "--rnn-size", "--rnn-layers", "--common-embedding-size", "--num-output", "--out-path", "--save-as-heatmap", "--strip",
            "--device", "--gpuid", "--tf32", "--backend", "--seed", "--threads", "--top", "--json", "vqa --question",
        })
            Assert.Contains(name, help.Out);
        Assert.DoesNotMatch(@"(?m)^ *-[a-z]{2}", help.Out);
        Assert.DoesNotContain('\e', help.Out);
    }
}
