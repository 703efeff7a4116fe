using CaffeSharpGen.Csg.CommandLines;
using CaffeSharpGen.Csg.Inspect;
using CaffeSharpGen.Dynamic;

namespace CaffeSharpGen.Csg.Tests;

/// <summary>Projects that <c>csg new</c> writes compile without a warning.</summary>
public sealed class NewTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Networks =>
        [.. Directory.GetFiles(SharedFolder.InRepository("models"), "*.prototxt", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(SharedFolder.InRepository("models"), file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_project_compiles_and_has_all_hooks(string file)
    {
        WrittenProject project = Write(Tool.Model(file));
        // The members that csg inspect names are there.
        CompiledPrototxt compiled = CompiledPrototxt.Read(Tool.Model(file));
        string className = project.Metadata["CaffeClassName"], @namespace = project.Metadata["CaffeNamespace"];
        IEnumerable<string> uses = HookMembers.Of(compiled.Definition, className).Where(hook => hook.Length > 0).Select(hook => $"_ = net.{hook}.Name;");
        Assert.Empty(project.Errors($$"""file static class Uses { static void Of({{@namespace}}.{{className}} net) { {{string.Join(' ', uses)}} } }"""));
        Assert.Equal(CsgProgram.Version, project.Project.Descendants("PackageReference").Single().Attribute("Version")!.Value);
        Assert.Equal(File.ReadAllText(Tool.Model(file)), File.ReadAllText(project.Prototxt));
    }

    [Fact]
    public void A_classifier_s_program_has_size_layer_and_output()
    {
        string program = Write(Tool.Model("vgg16.prototxt")).Program;
        Assert.Contains("transform.Apply(photo, VGG_ILSVRC_16_Layers.Shapes.Data.Width, VGG_ILSVRC_16_Layers.Shapes.Data.Height)", program);
        Assert.Contains("foreach (Score score in net.Prob.Top(5))", program);
        Assert.Contains("net.GradCam(at: net.Relu5_3, of: net.Prob.Best())", program);
        Assert.Contains(":p1}", program);
    }

    [Theory]
    // What pixels become stands in the prototxt.
    [InlineData("""
        layer { name: "data" type: "Data" top: "data" transform_param { scale: 0.00390625 mean_value: 10 force_gray: true crop_size: 28 } }
        layer { name: "fc" type: "InnerProduct" bottom: "data" top: "fc" inner_product_param { num_output: 10 } }
        """, "InputTransform transform = InputTransform.Of(Some_Net.DataTransforms[0]);", "ResizeTo = (256, 256)", "net.Fc.Top(5)", ":f3}")]
    [InlineData("""
        layer { name: "data" type: "Data" top: "data" transform_param { mean_file: "mean.binaryproto" crop_size: 28 } }
        layer { name: "fc" type: "InnerProduct" bottom: "data" top: "fc" inner_product_param { num_output: 10 } }
        """, "weights.caffemodel picture.jpg mean.binaryproto", "InputTransform.Of(Some_Net.DataTransforms[0], MeanFile.Read(args[2]))")]
    [InlineData("""
        layer { name: "data" type: "Data" top: "data"
            transform_param { mean_value: [1, 2, 3] resize_param { resize_mode: FIT_SMALL_SIZE height: 20 width: 20 } } }
        layer { name: "fc" type: "InnerProduct" bottom: "data" top: "fc" inner_product_param { num_output: 10 } }
        """, "FIT_SMALL_SIZE", "DataTransforms[0] with { ResizeMode = \"WARP\" }")]
    // A segmentation.
    [InlineData("""
        input: "data" input_dim: [1, 3, 20, 20]
        layer { name: "conv" type: "Convolution" bottom: "data" top: "conv" convolution_param { num_output: 8 kernel_size: 3 pad: 1 } }
        layer { name: "relu" type: "ReLU" bottom: "conv" top: "conv" }
        layer { name: "score" type: "Convolution" bottom: "conv" top: "score" convolution_param { num_output: 21 kernel_size: 1 } }
        layer { name: "prob" type: "Softmax" bottom: "score" top: "prob" }
        """, "int[] counts = new int[net.Prob.Channels]", "net.GradCam(at: net.Relu, of: net.Prob.Region(most))")]
    // Faster R-CNN's first half.
    [InlineData("""
        input: "data" input_shape { dim: [1, 3, 64, 64] } input: "im_info" input_shape { dim: [1, 3] }
        layer { name: "conv" type: "Convolution" bottom: "data" top: "conv" convolution_param { num_output: 8 kernel_size: 16 stride: 16 } }
        layer { name: "cls" type: "Convolution" bottom: "conv" top: "cls" convolution_param { num_output: 18 kernel_size: 1 } }
        layer { name: "box" type: "Convolution" bottom: "conv" top: "box" convolution_param { num_output: 36 kernel_size: 1 } }
        layer { name: "r" type: "Reshape" bottom: "cls" top: "r" reshape_param { shape { dim: [0, 2, -1, 0] } } }
        layer { name: "p" type: "Softmax" bottom: "r" top: "p" }
        layer { name: "q" type: "Reshape" bottom: "p" top: "q" reshape_param { shape { dim: [0, 18, -1, 0] } } }
        layer { name: "rois" type: "Python" bottom: "q" bottom: "box" bottom: "im_info" top: "rois"
            python_param { module: "rpn.proposal_layer" layer: "ProposalLayer" param_str: "'feat_stride': 16" } }
        """, "net.Im_Info.Set([Some_Net.Shapes.Data.Height, Some_Net.Shapes.Data.Width, 1f])", "net.Rois.Detections()")]
    // Planes, without a layer before them.
    [InlineData("""
        input: "data" input_dim: [1, 3, 20, 20]
        layer { name: "score" type: "Convolution" bottom: "data" top: "score" convolution_param { num_output: 21 kernel_size: 1 } }
        """, "Picture.Load(args[1])", "new int[net.Score.Channels]")]
    // Not of pictures.
    [InlineData("""
        layer { name: "a" type: "Input" top: "a" input_param { shape { dim: [1, 7] } } }
        layer { name: "b" type: "Input" top: "b" input_param { shape { dim: [1, 7] } } }
        layer { name: "sum" type: "Eltwise" bottom: "a" bottom: "b" top: "sum" }
        """, "net.A.Set(new Tensor(net.A.Shape))", "net.B.Set(", "class {score.Index}")]
    // A fixed batch.
    [InlineData("""
        input: "data" input_dim: [4, 3, 8, 8]
        layer { name: "r" type: "Reshape" bottom: "data" top: "r" reshape_param { shape { dim: [4, 192] } } }
        """, "net.Data.Set(new Tensor(net.Data.Shape))", "net.R.Shape")]
    // Names that the program uses itself.
    [InlineData("""
        name: "Picture" input: "Load" input_dim: [1, 3, 8, 8]
        layer { name: "Forward" type: "Convolution" bottom: "Load" top: "x" convolution_param { num_output: 2 kernel_size: 1 } }
        layer { name: "Shapes" type: "InnerProduct" bottom: "x" top: "y" inner_product_param { num_output: 2 } }
        """, "using var net = PictureNetwork.Load", "net.Load_2.Set")]
    // Types of .NET and of CaffeSharpGen, which the program imports.
    [InlineData("""
        name: "Random" input: "data" input_dim: [1, 3, 8, 8]
        layer { name: "fc" type: "InnerProduct" bottom: "data" top: "fc" inner_product_param { num_output: 2 } }
        """, "using var net = Random.Load")]
    [InlineData("""
        name: "Target" input: "data" input_dim: [1, 3, 8, 8]
        layer { name: "fc" type: "InnerProduct" bottom: "data" top: "fc" inner_product_param { num_output: 2 } }
        """, "using var net = Target.Load")]
    public void Other_networks_give_programs_that_compile(string text, params string[] parts)
    {
        string file = folder.PathOf("some net.prototxt");
        File.WriteAllText(file, text);
        WrittenProject project = Write(file);
        Assert.All(parts, part => Assert.Contains(part, project.Program));
        Assert.Empty(project.Errors());
    }

    [Fact]
    public void Names_and_options_go_into_the_project()
    {
        string file = folder.PathOf("net.prototxt");
        File.WriteAllText(file, """
            name: "Mine" input: "data"
            layer { name: "fc" type: "InnerProduct" bottom: "data" top: "fc" inner_product_param { num_output: 2 } strange: 1 }
            layer { name: "mine" type: "Mine" bottom: "fc" top: "mine" }
            layer { name: "loss" type: "SoftmaxWithLoss" bottom: "fc" top: "loss" include { stage: "a b" } }
            """);
        WrittenProject project = Write(
            file, "--name", "My-App.Mine", "--input-shape", "1,3,8,8", "--ignore-fields", "strange", "--stages", "x", "--level", "3", "--keep-loss",
            "--custom-layers", "Mine=same");
        Assert.Equal(
            ("MineNetwork", "My_App.Mine", "1,3,8,8", "strange", "x", "3", "true", "Mine=same"),
            (project.Metadata["CaffeClassName"], project.Metadata["CaffeNamespace"], project.Metadata["CaffeInputShape"],
                project.Metadata["CaffeIgnoreFields"], project.Metadata["CaffeStages"], project.Metadata["CaffeLevel"],
                project.Metadata["CaffeKeepLoss"], project.Metadata["CaffeCustomLayers"]));
        Assert.Empty(project.Errors());
    }

    [Fact]
    public void Losses_stay_values()
    {
        string file = folder.PathOf("net.prototxt");
        File.WriteAllText(file, """
            input: "data" input_dim: [2, 4, 1, 1]
            layer { name: "fc" type: "InnerProduct" bottom: "data" top: "fc" inner_product_param { num_output: 2 } }
            layer { name: "loss" type: "EuclideanLoss" bottom: "fc" bottom: "label" top: "loss" }
            input: "label" input_dim: [2, 2, 1, 1]
            """);
        WrittenProject project = Write(file, "--loss-values");
        Assert.Equal("values", project.Metadata["CaffeKeepLoss"]);
        Assert.Contains("net.Loss.Name", project.Program);
        Assert.Empty(project.Errors());
    }

    [Fact]
    public void A_detector_s_program_finds_the_boxes_and_says_why()
    {
        WrittenProject project = Write(Tool.Model("scenes_ssd.prototxt"));
        Assert.Contains("net.Detection_Out.KeepDetections();", project.Program);
        string overlay = folder.PathOf("overlay.png");
        string printed = project.Run(Path.GetDirectoryName(overlay)!, Tool.Model("scenes_ssd.caffemodel"), Tool.Model("scenes.example.png"));
        string[] names = File.ReadAllLines(Tool.Model("scenes_ssd.labels.txt"));
        string[] objects = [.. File.ReadAllLines(Tool.Model("scenes.example.objects.tsv")).Select(line => line.Split('\t')[0])];
        string first = printed.ReplaceLineEndings("\n").Split('\n')[0];
        Assert.StartsWith("class ", first, StringComparison.Ordinal);
        Assert.Contains(names[int.Parse(first["class ".Length..first.IndexOf(':', StringComparison.Ordinal)])], objects);
        Assert.Contains("overlay.png: ", printed);
        Assert.True(File.Exists(overlay));
    }

    [Fact]
    public void A_folder_with_something_in_it_stays_as_it_is()
    {
        string full = folder.PathOf("full");
        Directory.CreateDirectory(full);
        File.WriteAllText(Path.Combine(full, "mine"), "mine");
        Tool.Run("new", Tool.Model("scenes.prototxt"), "-o", full).FailedWith(1, "expected a new folder, or an empty one");
        Tool.Run("new", Tool.Model("scenes.prototxt"), "-o", Path.Combine(full, "mine")).FailedWith(1, "expected a new folder");
        Tool.Run("new", folder.PathOf("none.prototxt"), "-o", folder.PathOf("new")).FailedWith(1, "there is no such file");
        Assert.Equal([full], folder.Files);
        Assert.Single(Directory.GetFiles(full));

        Directory.CreateDirectory(folder.PathOf("empty"));
        JsonElement report = Tool.Run("new", Tool.Model("scenes.prototxt"), "-o", folder.PathOf("empty") + "/", "--json").Succeeded().Json();
        Assert.Equal("ScenesApp", report.GetProperty("name").GetString());
        Assert.All(report.GetProperty("files").EnumerateArray(), file => Assert.True(File.Exists(file.GetString())));
        Assert.Equal(2, folder.Files.Length);
    }

    public void Dispose() => folder.Dispose();

    private WrittenProject Write(string prototxt, params string[] options)
    {
        string output = folder.PathOf("written");
        Tool.Run(["new", prototxt, "--output", output, .. options]).Succeeded();
        return new WrittenProject(output);
    }
}
