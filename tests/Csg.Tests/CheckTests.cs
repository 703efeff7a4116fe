namespace CaffeSharpGen.Csg.Tests;

/// <summary><c>csg check</c> prints what MSBuild would.</summary>
public sealed class CheckTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void All_networks_of_models_are_right()
    {
        Outcome outcome = Tool.Run("check", SharedFolder.InRepository("models")).Succeeded();
        int count = Directory.GetFiles(SharedFolder.InRepository("models"), "*.prototxt", SearchOption.AllDirectories).Length;
        Assert.Contains($"{count} files, 0 errors, ", outcome.Out);
    }

    [Fact]
    public void Diagnostics_have_the_form_of_MSBuild()
    {
        string bad = Write("bad.prototxt", "layer { name: \"a\"\n  type: \"ReLUU\" bottom: \"x\" top: \"y\" }");
        string good = Write("good.prototxt", "layer { name: \"x\" type: \"Input\" top: \"x\" input_param { shape { dim: 1 } } }");
        Outcome outcome = Tool.Run("check", good, bad, bad);
        Assert.Equal((1, ""), (outcome.ExitCode, outcome.Error));
        Assert.Matches($@"^{System.Text.RegularExpressions.Regex.Escape(bad)}\(1,1\): error CSG0102: .*ReLUU", outcome.Out);
        Assert.Contains("2 files, ", outcome.Out);

        JsonElement report = Tool.Run("check", bad, "--json").Json();
        JsonElement first = report.GetProperty("diagnostics")[0];
        Assert.Equal(
            (bad, 1, "error", "CSG0102"),
            (first.GetProperty("file").GetString(), first.GetProperty("line").GetInt32(), first.GetProperty("severity").GetString(),
                first.GetProperty("code").GetString()));
        Assert.True(report.GetProperty("errors").GetInt32() >= 1);
    }

    [Fact]
    public void Patterns_and_folders_stand_for_files()
    {
        Write("a.prototxt", "x");
        Write("b.prototxt", "y");
        Write("c.txt", "z");
        Assert.Contains("2 files, 2 errors", Tool.Run("check", folder.PathOf("*.prototxt")).Out);
        Assert.Contains("3 files, 3 errors", Tool.Run("check", folder.PathOf("?.*")).Out);
        Assert.Contains("2 files, 2 errors", Tool.Run("check", folder.PathOf("")).Out);
        Tool.Run("check", folder.PathOf("d*.prototxt")).FailedWith(1, "there is no such file");
        Tool.Run("check", folder.PathOf("no/*.prototxt")).FailedWith(1, "there is no folder");
        Outcome missing = Tool.Run("check", folder.PathOf("none.prototxt"), folder.PathOf("a.prototxt"));
        Assert.Contains("none.prototxt: there is no such file", missing.Out);
        Assert.Contains("2 files, 2 errors", missing.Out);
    }

    public void Dispose() => folder.Dispose();

    private string Write(string name, string text)
    {
        File.WriteAllText(folder.PathOf(name), text);
        return folder.PathOf(name);
    }
}
