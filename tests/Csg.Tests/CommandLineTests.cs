using CaffeSharpGen.Csg.CommandLines;

namespace CaffeSharpGen.Csg.Tests;

/// <summary>Command lines that are wrong say what was meant; help has examples; errors have one shape as JSON.</summary>
public sealed class CommandLineTests
{
    public static TheoryData<string> Commands => ["inspect", "check", "upgrade", "weights", "explain", "new", "get", "completion"];

    [Fact]
    public void Help_names_all_commands_with_an_example_each()
    {
        foreach (Outcome help in new[] { Tool.Run(), Tool.Run("--help"), Tool.Run("-h") })
        {
            help.Succeeded();
            Assert.All(Commands, command => Assert.Contains($"\n  csg {command.Data} ", help.Out.ReplaceLineEndings("\n")));
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_of_a_command_has_examples(string command)
    {
        string help = Tool.Run(command, "--help").Succeeded().Out;
        Assert.Contains("Usage:", help);
        Assert.Contains($"  csg {command} ", help[help.IndexOf("Examples:", StringComparison.Ordinal)..]);
    }

    [Fact]
    public void Version_is_that_of_the_packages() => Assert.Matches(@"^\d+\.\d+\.\d+(-\S+)?\s$", Tool.Run("--version").Succeeded().Out.ReplaceLineEndings("\n"));

    [Fact]
    public void An_output_that_takes_nothing_is_an_error_and_no_crash()
    {
        using var error = new StringWriter();
        var console = new ToolConsole(new FullOutput(), error);
        Assert.Equal(1, CsgProgram.Run(["inspect", Tool.Model("scenes.prototxt"), "--json"], console));
        Assert.Contains("error: the output cannot be written: the disk is full", error.ToString());
    }

    private sealed class FullOutput : StringWriter
    {
        public override void Write(string? value) => throw new IOException("the disk is full");
    }

    [Theory]
    [InlineData("'inspekt'; did you mean 'inspect'?", "inspekt", "a.prototxt")]
    [InlineData("csg has no command 'xyz'; expected one of inspect, check", "xyz")]
    [InlineData("csg inspect has no option '--jsn'; did you mean '--json'?", "inspect", "a.prototxt", "--jsn")]
    [InlineData("csg inspect has no option '--jsn'; did you mean '--json'?", "inspect", "--jsn", "a.prototxt")]
    [InlineData("csg check has no option '--stage'; did you mean '--stages'?", "check", "a", "--stage=b")]
    [InlineData("csg inspect needs <net.prototxt>", "inspect")]
    [InlineData("csg inspect takes no further argument; found 'c'", "inspect", "a", "b", "c")]
    [InlineData("--level is 'abc'; expected a whole number", "inspect", "a", "--level", "abc")]
    [InlineData("--threads is '65'; expected a whole number, 0 … 64", "explain", "a", "--network", "vgg16", "--threads", "65")]
    [InlineData("--scale is '0'; expected a number other than 0", "explain", "a", "--network", "vgg16", "--scale", "0")]
    [InlineData("--mean is '1,x'; expected one number", "explain", "a", "--network", "vgg16", "--mean", "1,x")]
    [InlineData("--input-shape is '1,a'; expected the axes' lengths", "check", "a", "--input-shape", "1,a")]
    [InlineData("--keep-loss and --loss-values both say", "check", "a", "--keep-loss", "--loss-values")]
    [InlineData("--dialect is 'Sdd'", "check", "a", "--dialect", "Sdd")]
    [InlineData("<net.prototxt> is empty; expected a path", "inspect", "")]
    [InlineData("<weights> is empty; expected a path", "inspect", "a", "")]
    [InlineData("<file> is empty; expected a path", "weights", "")]
    [InlineData("<files> is empty; expected a path", "check", "")]
    [InlineData("<net.prototxt> is empty; expected a path", "new", "")]
    [InlineData("<net.prototxt> is empty; expected a path", "upgrade", "")]
    [InlineData("--output is empty; expected a path", "upgrade", "a", "-o", "")]
    [InlineData("--output is empty; expected a path", "get", "vgg16", "-o", "")]
    [InlineData("<pictures> is empty; expected a path", "explain", "", "--network", "scenes")]
    [InlineData("give one of them", "inspect", "a", "--json", "--dot")]
    [InlineData("needs --network, a prototxt or one of scenes, vgg16", "explain", "a.png")]
    [InlineData("--input-shape says how a prototxt is compiled", "explain", "a.png", "--network", "scenes", "--input-shape", "1,3,8,8")]
    [InlineData("--name is '2go'; expected a name of letters", "new", "a", "--name", "2go")]
    [InlineData("--name is 'class'", "new", "a", "--name", "class")]
    [InlineData("--name is 'My.Console'", "new", "a", "--name", "My.Console")]
    public void A_wrong_command_line_says_what_was_meant(string message, params string[] arguments)
    {
        // As JSON on the output, else as text on the error output.
        Outcome outcome = Tool.Run(arguments);
        if (arguments.Contains("--json"))
            Assert.Contains(message, outcome.Json().GetProperty("error").GetProperty("message").GetString());
        else
            outcome.FailedWith(2, "error: ", message);
        Assert.Equal(2, outcome.ExitCode);
    }

    [Fact]
    public void Names_behind_two_dashes_may_begin_with_one() =>
        Tool.Run("inspect", "--", "-a.prototxt").FailedWith(1, "error: -a.prototxt: there is no such file");

    [Theory]
    [InlineData(1, "there is no such file", "inspect", "none.prototxt", "--json")]
    [InlineData(1, "there is no such file", "weights", "none.caffemodel", "--json")]
    [InlineData(1, "there is no such file", "explain", "none.png", "--network", "none.prototxt", "--json")]
    [InlineData(1, "there is no such file", "new", "none.prototxt", "--json")]
    [InlineData(2, "csg inspect takes no further argument", "inspect", "a", "b", "c", "--json")]
    public void Errors_are_JSON_where_that_is_asked_for(int exitCode, string message, params string[] arguments)
    {
        Outcome outcome = Tool.Run(arguments);
        Assert.Equal((exitCode, ""), (outcome.ExitCode, outcome.Error));
        JsonElement error = outcome.Json().GetProperty("error");
        Assert.Contains(message, error.GetProperty("message").GetString());
        Assert.False(error.TryGetProperty("line", out _));
    }

    [Theory]
    [InlineData("csg ins", "inspect")]
    [InlineData("csg inspect --inp", "--input-shape")]
    [InlineData("csg explain a.png --network squeezenet_v1.", "squeezenet_v1.0\nsqueezenet_v1.1")]
    [InlineData("csg explain a.png --method gui", "guided-backprop\nguided-grad-cam")]
    [InlineData("csg explain a.png --device cu", "cuda")]
    [InlineData("csg completion f", "fish")]
    public void The_tool_suggests_how_a_line_goes_on(string line, string expected) =>
        Assert.Equal(expected, Tool.Run($"[suggest:{line.Length}]", line).Succeeded().Out.Trim().ReplaceLineEndings("\n"));
}
