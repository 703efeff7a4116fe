namespace CaffeSharpGen.Captioning.Tests;

/// <summary>The program as a process: what it says of command lines.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly Workplace place = new();

    public void Dispose() => place.Dispose();

    [Theory]
    [InlineData("there is no option '--bogus'", "--bogus")]
    [InlineData("--gpuid 0 is cuda:0, and --device is cpu; give one of them", "-gpuid", "0", "--device", "cpu")]
    [InlineData("-beam_size is '0'; expected a whole number from 1 on", "-beam_size", "0")]
    [InlineData("--word is '0'", "--word", "0")]
    [InlineData("-max_length is '0'", "-max_length", "0")]
    [InlineData("-temperature is '0'; expected a number above 0, such as -temperature 0.5", "-sample_max", "0", "-temperature", "0")]
    [InlineData("-temperature is 'NaN'", "-sample_max", "0", "-temperature", "NaN")]
    [InlineData("expected --sample-max 0 with it", "-temperature", "0.5")]
    [InlineData("give one of them", "-sample_max", "0", "-beam_size", "2")]
    [InlineData("--model-path is empty", "--model-path", "")]
    [InlineData("-temperature is 'warm'; expected a number above 0", "-temperature", "warm")]
    [InlineData("-sample_max is '2'; expected 1 or 0", "-sample_max", "2")]
    [InlineData("there is no option '--captoin'; did you mean --caption?", "--captoin", "a star")]
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
            "--model-path", "--input-image-path", "--input-sz", "--rgb", "--layer", "--caption", "--sentence", "--word", "--sample-max",
            "--beam-size", "--temperature", "--seed", "--max-length", "--allow-unknown",
            "--out-path", "--save-as-heatmap", "--strip", "--device", "--gpuid", "--tf32", "--backend", "--threads", "--json", "caption --caption",
        })
            Assert.Contains(name, help.Out);
        Assert.DoesNotMatch(@"(?m)^ *-[a-z]{2}", help.Out);
        Assert.DoesNotContain('\e', help.Out);
    }
}
