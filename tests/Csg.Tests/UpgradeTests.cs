using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Prototxt;
using CaffeSharpGen.Csg.Upgrade;
using CaffeSharpGen.Csg.Upgrade.Source;

namespace CaffeSharpGen.Csg.Tests;

/// <summary>Networks in today's format compute what the old ones do, and keep their comments.</summary>
public sealed class UpgradeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Comments_that_are_no_UTF_8_are_not_lost_in_silence()
    {
        string file = folder.PathOf("net.prototxt");
        byte[] text = [.. "# "u8, 0xD6, 0xD0, 0xCE, 0xC4, .. "\nlayers { bottom: 'a' top: 'b' name: 'b' type: RELU }\n"u8];
        File.WriteAllBytes(file, text);
        Tool.Run("upgrade", file, "--in-place").FailedWith(1, "net.prototxt: found bytes that are no UTF-8", "iconv");
        Assert.Equal(text, File.ReadAllBytes(file));
    }

    [Fact]
    public void Strings_of_many_parts_take_no_longer_than_their_length()
    {
        // Took minutes while every part was added to all before it.
        string parts = string.Join(' ', Enumerable.Repeat("\"a\"", 200_000)), text = $"name: {parts} layers {{ bottom: 'a' top: 'b' name: 'b' type: RELU }}";
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.StartsWith($"name: {parts}", NetworkText.Upgrade(text).Text);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"took {watch.Elapsed}");
    }

    [Fact]
    public void A_link_stays_a_link_and_a_file_keeps_who_may_read_it()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such modes, and links for administrators only");
            return;
        }
        string file = folder.PathOf("net.prototxt"), link = folder.PathOf("link.prototxt");
        File.WriteAllText(file, "layers { bottom: 'a' top: 'b' name: 'b' type: RELU }\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.CreateSymbolicLink(link, file);
        Assert.Equal(0, Tool.Run("upgrade", link, "--in-place").ExitCode);
        Assert.Equal(file, File.ResolveLinkTarget(link, returnFinalTarget: false)?.FullName);
        Assert.StartsWith("layer {", File.ReadAllText(file));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public void Networks_of_models_and_corpus_stay_the_same_networks()
    {
        string[] files =
        [
            .. Prototxts(SharedFolder.InRepository("models")), .. Prototxts(SharedFolder.Require("corpus", "valid")),
            .. Prototxts(SharedFolder.Require("field")),
        ];
        int compiled = 0, changed = 0;
        Assert.All(files, file =>
        {
            string text = File.ReadAllText(file);
            ParsedPrototxt old = PrototxtParser.Parse(text);
            if (old.Problems.Length > 0)
                return;
            var options = new NetOptions(KeepLoss: true);
            CompilationResult expected = NetworkCompiler.Compile(old.Root, options);
            if (expected.Network is null)
                return;
            NetworkText upgraded = NetworkText.Upgrade(text);
            CompilationResult found = NetworkCompiler.Compile(PrototxtParser.Parse(upgraded.Text).Root, options);
            Assert.True(expected.Network == found.Network, file);
            Assert.Equal(expected.DataTransforms, found.DataTransforms);
            Assert.Equal(
                NetworkCompiler.Compile(old.Root, new NetOptions()).Network,
                NetworkCompiler.Compile(PrototxtParser.Parse(upgraded.Text).Root, new NetOptions()).Network);
            Assert.Equal(Comments(text), Comments(upgraded.Text));
            NetworkText again = NetworkText.Upgrade(upgraded.Text);
            Assert.False(again.IsChanged, file);
            Assert.Equal(upgraded.Text, again.Text);
            if (!upgraded.IsChanged)
                Assert.Equal(text, upgraded.Text);
            compiled++;
            changed += upgraded.IsChanged ? 1 : 0;
        });
        Assert.True(compiled > 100 && changed > 30, $"{compiled} compiled, {changed} changed");
    }

    [Fact]
    public void A_layer_of_the_second_format_keeps_its_comments()
    {
        const string Old = """
            # My network
            name: "N" # its name
            input: "data" # pixels
            input_dim: 1
            # colors
            input_dim: 3
            input_dim: 8
            input_dim: 8 # width
            # the first one
            layers { # opened
              bottom: "data" top: "conv1"
              name: "conv1"
              type: CONVOLUTION # an enum
              blobs_lr: 1. # of weights
              blobs_lr: 2
              weight_decay: 1
              convolution_param {
                num_output: 4 # few
                kernel_size: 3
                # nothing more
              }
            } # closed
            # the end
            """;
        const string Today = """
            # My network
            name: "N" # its name
            layer {
              name: "data"
              type: "Input"
              top: "data" # pixels
              input_param {
                shape {
                  dim: 1
                  # colors
                  dim: 3
                  dim: 8
                  dim: 8 # width
                }
              }
            }
            # the first one
            layer {
              name: "conv1"
              type: "Convolution" # an enum
              # opened
              bottom: "data"
              top: "conv1"
              param {
                lr_mult: 1. # of weights
                decay_mult: 1
              }
              param {
                lr_mult: 2
              }
              convolution_param {
                num_output: 4 # few
                kernel_size: 3
                # nothing more
              }
            } # closed
            # the end
            """;
        Assert.Equal(Today.ReplaceLineEndings("\n"), NetworkText.Upgrade(Old.ReplaceLineEndings("\n")).Text);
        Assert.Equal(Today.ReplaceLineEndings("\r\n"), NetworkText.Upgrade(Old.ReplaceLineEndings("\r\n")).Text);
    }

    [Fact]
    public void Padding_of_the_first_format_becomes_a_field()
    {
        const string Old = """
            input: "data" input_dim: [1, 3, 8, 8]
            layers { layer { name: "pad" type: "padding" pad: 2 } bottom: "data" top: "padded" } # around
            layers { layer { name: "conv" type: "conv" num_output: 4 kernelsize: 5 biasterm: false blobs_lr: 1 } bottom: "padded" top: "conv" }
            """;
        string today = NetworkText.Upgrade(Old).Text;
        Assert.DoesNotContain("layers", today);
        Assert.Contains("# around", today);
        Assert.Equal(Compile(Old), Compile(today));
        Assert.Contains("  bottom: \"data\"\n  top: \"conv\"\n  param {\n    lr_mult: 1\n  }\n  convolution_param {", today.ReplaceLineEndings("\n"));
        Assert.Contains("    pad: 2\n", today.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void What_data_layers_do_to_pixels_moves_to_its_place()
    {
        const string Old = """
            layers { name: "data" type: DATA top: "data" top: "label"
              data_param { source: "x" batch_size: 2 scale: 0.5 # half
                mean_file: "m" crop_size: 8 mirror: true } }
            layers { name: "relu" type: RELU bottom: "data" top: "relu" }
            """;
        string today = NetworkText.Upgrade(Old).Text.ReplaceLineEndings("\n");
        Assert.Contains("""
              transform_param {
                scale: 0.5 # half
                mean_file: "m"
                crop_size: 8
                mirror: true
              }
              data_param {
                source: "x"
                batch_size: 2
              }
            """.ReplaceLineEndings("\n"), today);
        Assert.Equal(Compile(Old), Compile(today));
    }

    [Fact]
    public void Multipliers_of_an_old_BatchNorm_go_and_names_stay()
    {
        const string Net = """layer { name: "in" type: "Input" top: "x" input_param { shape { dim: [1, 3, 4, 4] } } } """;
        string old = Net + """layer { name: "bn" type: "BatchNorm" bottom: "x" top: "y" param { lr_mult: 0 } param { lr_mult: 0 } param { lr_mult: 0 } }""";
        string shared = old.Replace("lr_mult: 0 }", "name: \"a\" }", StringComparison.Ordinal);
        Assert.DoesNotContain("param {", NetworkText.Upgrade(old).Text.Replace("input_param {", "", StringComparison.Ordinal));
        Assert.False(NetworkText.Upgrade(shared).IsChanged);
    }

    [Theory]
    [InlineData("layers { name: \"a\" type: RELU }\nlayer { name: \"b\" }", "(1,1): error CSG0005", "Caffe does not merge")]
    [InlineData("layers { name: \"a\"\n type: RELUU }", "(2,2): error CSG0005", "did you mean 'RELU'?")]
    [InlineData("layers { layer { type: \"convv\" } }", "(1,18): error CSG0005", "did you mean 'conv'?")]
    [InlineData("layers { layer { type: \"relu\" pad: 1 } }", "does not read 'pad'")]
    [InlineData("layers { layer { type: \"relu\" } } layers { type: RELU }", "(1,35): error CSG0005", "use one format")]
    [InlineData("input: \"a\" input: \"b\" input_dim: 1 input_dim: 1 input_dim: 1 input_dim: 1 layers { }", "2 inputs and 1 shapes")]
    [InlineData("layer { name: }", "(1,15): error CSG0001")]
    public void What_cannot_be_upgraded_is_an_error_with_its_position(string text, params string[] parts)
    {
        string file = folder.PathOf("net.prototxt");
        File.WriteAllText(file, text);
        Outcome outcome = Tool.Run("upgrade", file, "-o", folder.PathOf("new.prototxt"));
        outcome.FailedWith(1, parts);
        Assert.Single(folder.Files);
    }

    [Fact]
    public void Files_are_replaced_only_when_asked()
    {
        string file = folder.PathOf("net.prototxt"), other = folder.PathOf("other.prototxt");
        const string Old = "layers { name: \"a\" type: RELU bottom: \"x\" top: \"x\" }\n";
        File.WriteAllText(file, Old);
        File.WriteAllText(other, "mine");
        Tool.Run("upgrade", file, "-o", file).FailedWith(1, "--in-place replaces it");
        Tool.Run("upgrade", file, "-o", other).FailedWith(1, "--force replaces it");
        Tool.Run("upgrade", file, "-o", folder.PathOf("no/where")).FailedWith(1, "cannot be written");
        Tool.Run("upgrade", file, "-o", other, "--in-place").FailedWith(2, "give one of them");
        Outcome nowhere = Tool.Run("upgrade", file, "--json");
        Assert.Equal(2, nowhere.ExitCode);
        Assert.Contains("give --output or --in-place", nowhere.Json().GetProperty("error").GetProperty("message").GetString());
        Assert.Equal((Old, "mine"), (File.ReadAllText(file), File.ReadAllText(other)));

        Outcome printed = Tool.Run("upgrade", file);
        Assert.Equal((0, $"{file}: 1 layer rewritten{Environment.NewLine}"), (printed.ExitCode, printed.Error));
        Assert.Equal(0, Tool.Run("upgrade", file, "-o", other, "--force").ExitCode);
        Assert.Equal(printed.Out, File.ReadAllText(other));
        JsonElement report = Tool.Run("upgrade", file, "--in-place", "--json").Succeeded().Json();
        Assert.Equal(1, report.GetProperty("layers").GetInt32());
        Assert.Equal(printed.Out, File.ReadAllText(file));
        Assert.Equal(2, folder.Files.Length);
        Assert.Contains("today's format already", Tool.Run("upgrade", file).Error);
    }

    public void Dispose() => folder.Dispose();

    private static CompilationResult Compile(string text)
    {
        CompilationResult result = NetworkCompiler.Compile(PrototxtParser.Parse(text).Root, new NetOptions());
        Assert.NotNull(result.Network);
        return result with { Problems = [] };
    }

    private static string[] Comments(string text) =>
        [.. SourceToken.Cut(text).Where(token => token.Kind == SourceTokenKind.Comment).Select(token => token.Text).Order(StringComparer.Ordinal)];

    private static string[] Prototxts(string folder) => Directory.GetFiles(folder, "*.prototxt", SearchOption.AllDirectories);
}
