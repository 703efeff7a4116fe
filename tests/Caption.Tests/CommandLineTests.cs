namespace CaffeSharpGen.Captioning.Tests;

/// <summary>The program as a process: what it says of command lines.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly Workplace place = new();

    public void Dispose() => place.Dispose();

    [Theory]
    [InlineData("'--bogus'", "--bogus")]
    [InlineData("no GPU engine", "-gpuid", "0")]
    [InlineData("--beam-size is 0", "-beam_size", "0")]
    [InlineData("--word is 0", "--word", "0")]
    [InlineData("--max-length is 0", "-max_length", "0")]
    [InlineData("--temperature is 0; expected a number above 0", "-sample_max", "0", "-temperature", "0")]
    [InlineData("--temperature is NaN", "-sample_max", "0", "-temperature", "NaN")]
    [InlineData("expected --sample-max 0 with it", "-temperature", "0.5")]
    [InlineData("give one of them", "-sample_max", "0", "-beam_size", "2")]
    [InlineData("--model-path is empty", "--model-path", "")]
    public void A_wrong_command_line_is_exit_code_2(string expected, params string[] arguments) =>
        place.Run(arguments).FailedWith(2, expected);

    [Fact]
    public void A_checkpoint_wants_a_picture() => place.Run("--model-path", "none.t7").FailedWith(1, "there is no picture: give --image");

    [Fact]
    public void Help_names_every_option()
    {
        Outcome help = place.Run("--help").Succeeded();
        foreach (string name in new[]
        {
            "-model_path", "-input_image_path", "-input_sz", "--rgb", "-layer", "-caption", "-sentence", "--word", "-sample_max",
            "-beam_size", "-temperature", "-seed", "-max_length",
            "-out_path", "-save_as_heatmap", "--strip", "--device", "-gpuid", "-backend", "--threads", "--json",
        })
            Assert.Contains(name, help.Out);
        Assert.DoesNotContain('\e', help.Out);
    }
}
