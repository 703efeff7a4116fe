using CaffeSharpGen.Dynamic;
using CaffeSharpGen.Samples.Networks;
using CaffeSharpGen.Tests;

namespace CaffeSharpGen.Classify.Tests;

/// <summary>The original's <c>-proto_file</c> picks the known network of the same layers.</summary>
public sealed class ProtoFileTests : IDisposable
{
    private static readonly string Scenes = File.ReadAllText(SharedFolder.InRepository("models", "scenes.prototxt"));

    private readonly Workplace place = new();

    public void Dispose() => place.Dispose();

    public static TheoryData<string> Models => [.. CompiledNetworks.Catalog.All.Select(network => network.Entry.Prototxt)];

    [Theory]
    [MemberData(nameof(Models))]
    public void Every_network_is_found_by_its_own_file(string file) =>
        Assert.Equal(file, Find(SharedFolder.InRepository("models", file)).Entry.Prototxt);

    [Fact]
    public void Those_that_are_compiled_into_the_program_run_as_compiled()
    {
        string[] names =
        [
            .. CompiledNetworks.Catalog.All.Select(network => Find(SharedFolder.InRepository("models", network.Entry.Prototxt)))
                .OfType<CompiledNetwork>().Select(network => network.Entry.Name),
        ];
        Assert.Equal(["scenes", "vgg16", "vgg19", "alexnet", "squeezenet_v1.0", "squeezenet_v1.1"], names);
        Assert.Equal(names, CompiledNetworks.Catalog.CompiledNames);
    }

    [Fact]
    public void The_published_files_are_found()
    {
        Assert.Equal("squeezenet_v1.0", Find(SharedFolder.Require("golden", "squeezenet", "official", "deploy.prototxt")).Entry.Name);
        Assert.Equal("resnet101", Find(SharedFolder.Require(
            "corpus", "valid", "KaimingHe__deep-residual-networks__prototxt_ResNet-101-deploy.prototxt")).Entry.Name);
        Assert.Equal("vgg16", Find(SharedFolder.Require(
            "corpus", "valid",
            "foss-for-synopsys-dwc-arc-processors__synopsys-caffe-models__"
            + "caffe_models_vgg16_caffe_model_VGG_ILSVRC_16_layers_deploy.prototxt")).Entry.Name);
    }

    [Fact]
    public void Files_in_circulation_are_known_or_compiled_or_refused_with_a_message()
    {
        string[] files =
        [
            .. Directory.GetFiles(SharedFolder.Require("corpus", "valid")),
            .. Directory.GetFiles(SharedFolder.Require("corpus", "invalid")),
        ];
        int known = 0, others = 0;
        foreach (string file in files)
        {
            try
            {
                if (Find(file).Entry.Caffemodel.File.Length > 0)
                    known++;
                else
                    others++;
            }
            catch (PrototxtException error)
            {
                Assert.StartsWith(file, error.Message);
            }
            catch (UserError error)
            {
                Assert.Contains("picture", error.Message);
            }
        }
        Assert.InRange(known, 2, files.Length / 2);
        Assert.InRange(others, files.Length / 4, files.Length);
    }

    [Fact]
    public void The_shipped_file_gives_the_default_run()
    {
        Outcome run = place.Run("-proto_file", SharedFolder.InRepository("models", "scenes.prototxt"), "-label", "5").Succeeded();
        Assert.Contains("network  Scenes, weights ", run.Out);
        Assert.Equal(4, place.Files.Length);
    }

    [Fact]
    public void Comments_line_breaks_fillers_and_the_nets_name_do_not_matter()
    {
        string reformatted = "# another comment\n" + Scenes.Replace("\n", "\r\n  ", StringComparison.Ordinal)
            .Replace("name: \"Scenes\"", "name: 'Other' # called so by me", StringComparison.Ordinal)
            .Replace("num_output: 16", "num_output: 16, weight_filler < type: \"xavier\" >;", StringComparison.Ordinal);
        place.Write("reformatted.prototxt", reformatted);
        Assert.Contains("network  Scenes", place.Run("--proto-file", "reformatted.prototxt", "-label", "5").Succeeded().Out);
    }

    [Theory]
    [InlineData("num_output: 96", "num_output: 95")]
    [InlineData("kernel_size: 5 pad: 2 stride: 2", "kernel_size: 5 pad: 2 stride: 1")]
    [InlineData("pool: MAX kernel_size", "pool: AVE kernel_size")]
    [InlineData("\"relu5\"", "\"relu_5\"")]
    [InlineData("dim: 128 dim: 128", "dim: 128 dim: 256")]
    [InlineData("type: \"Sigmoid\"", "type: \"Softmax\"")]
    public void Another_network_is_compiled_now_and_has_no_metadata(string old, string changed)
    {
        Assert.Contains(old, Scenes);
        place.Write("changed.prototxt", Scenes.Replace(old, changed, StringComparison.Ordinal));
        PictureNetwork network = Assert.IsType<RunTimeNetwork>(Find(place.At("changed.prototxt")));
        Assert.Equal(("Scenes", "", ""), (network.Entry.Name, network.Entry.Labels, network.Entry.Caffemodel.File));
    }

    [Fact]
    public void Another_network_wants_weights()
    {
        place.Write("changed.prototxt", Scenes.Replace("num_output: 96", "num_output: 95", StringComparison.Ordinal));
        place.Copy(Workplace.Example, "p.png");
        place.Run("-proto_file", "changed.prototxt").FailedWith(1, "there is no picture");
        place.Run("-proto_file", "changed.prototxt", "--image", "p.png").FailedWith(1, "there are no weights for Scenes: give --weights");
        Assert.Equal(["changed.prototxt", "p.png"], place.Files);
    }

    [Theory]
    [InlineData("name: \"a\"\nlayer {\n  oops\n}\n", "broken.prototxt(4,1): ", "'oops'")]
    [InlineData("layer { name: 'a' type: 'LSTM' bottom: 'x' top: 'y' }\n", "broken.prototxt(1,", "'")]
    [InlineData("name: \"a\"\n  name: \"b\"\n", "broken.prototxt(2,3): ", "'name'")]
    [InlineData("", "broken.prototxt", "layer")]
    public void A_broken_file_is_refused_with_its_place(string text, params string[] expected)
    {
        place.Write("broken.prototxt", text);
        place.Run("-proto_file", "broken.prototxt").FailedInPrototxt(expected);
    }

    [Fact]
    public void A_file_that_is_not_there()
    {
        place.Run("-proto_file", "none.prototxt").FailedWith(1, "none.prototxt: there is no such file; expected a prototxt");
        place.Run("-proto_file", ".").FailedWith(1, ".: this is a folder; expected a prototxt");
    }

    private static PictureNetwork Find(string path) => ProtoFile.Find(path, new PrototxtOptions(), CompiledNetworks.Catalog);
}
