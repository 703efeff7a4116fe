using System.Globalization;
using System.Text;
using CaffeSharpGen.Csg.Inspect;
using CaffeSharpGen.Definitions;

namespace CaffeSharpGen.Csg.New;

/// <summary>The program of a new project.</summary>
internal static class ProgramText
{
    // What Caffe's own models of photographs are fed; they differ by less than one.
    private const string UsualMean = "104, 117, 123";

    /// <summary>Writes it.</summary>
    /// <param name="project">Name of the project.</param>
    /// <param name="className">Class of the network.</param>
    /// <param name="network">The network.</param>
    /// <param name="use">What can be done with it.</param>
    public static string Write(string project, string className, NetworkDefinition network, NetworkUse use)
    {
        var text = new StringBuilder();
        void Line(string line = "") => text.AppendLine(line);
        IReadOnlyList<string> hooks = HookMembers.Of(network, className);
        Line("using CaffeSharpGen;");
        if (use.TakesPicture)
        {
            Line("using CaffeSharpGen.GradCam;");
            Line("using CaffeSharpGen.Imaging;");
        }
        if (use.ReadsMean)
            Line("using CaffeSharpGen.Weights;");
        // Of a network that is called as a type of .NET or of ours, such as Random or Target, the class is meant.
        Line($"using {className} = {ProjectName.Namespace(project)}.{className};");
        Line();
        string[] arguments = Arguments(use);
        Line($"if (args.Length != {arguments.Length.ToString(CultureInfo.InvariantCulture)})");
        Line("{");
        Line($"    Console.Error.WriteLine(\"usage: {project} {string.Join(' ', arguments)}\");");
        Line("    return 2;");
        Line("}");
        Line();
        Line($"using var net = {className}.Load(args[0]);");
        if (use.TakesPicture)
            Picture(Line, className, hooks, network, use);
        else
            OtherInputs(Line, hooks, network);
        Line();
        ProgramOutputs.Write(Line, className, hooks, network, use);
        Line("return 0;");
        return text.ToString();
    }

    /// <summary>What the program wants on its command line.</summary>
    public static string[] Arguments(NetworkUse use) =>
    [
        "weights.caffemodel", .. use.TakesPicture ? ["picture.jpg"] : (string[])[], .. use.ReadsMean ? ["mean.binaryproto"] : (string[])[],
    ];

    private static void Picture(
        Action<string> line, string className, IReadOnlyList<string> hooks, NetworkDefinition network, NetworkUse use)
    {
        int picture = use.Picture!.Value;
        string input = hooks[picture], shapes = $"{className}.Shapes.{input}";
        line("using var photo = Picture.Load(args[1]);");
        line("");
        if (use.Transform is { } data)
            DataLayer(line, className, network.Values[picture].Shape[1].Length == 1 ? 1 : 3, data);
        else
            Transform(line, network.Values[picture].Shape[1].Length == 1, use);
        line($"net.{input}.Set(transform.Apply(photo, {shapes}.Width, {shapes}.Height));");
        if (use.Size is { } size)
            line($"net.{hooks[size]}.Set([{shapes}.Height, {shapes}.Width, 1f]);   // boxes are in pixels of the input");
    }

    // What the prototxt says is data of the class, unless it says nothing but that pixels stay as they are.
    private static void DataLayer(Action<string> line, string className, int channels, DataTransform data)
    {
        string order = channels == 1 && data.Channels != 1 ? " with { Channels = ChannelOrder.Gray }"
            : channels != 1 && data.Channels == 1 ? " with { Channels = ChannelOrder.Bgr }" : "";
        if (IsPlain(data))
        {
            line("// The data layer of the prototxt takes pixels as they are.");
            line("var transform = InputTransform.Vgg with "
                + $"{{ Channels = ChannelOrder.{(channels == 1 ? "Gray" : "Bgr")}, Mean = [0], Interpolation = Interpolation.OpenCv }};");
            return;
        }
        string mean = data.MeanFile.Length > 0 ? ", MeanFile.Read(args[2])" : "";
        string how = data.ResizeMode == "WARP" ? "" : " with { ResizeMode = \"WARP\" }";
        string first = $"{className}.DataTransforms[0]";
        line("// As the data layer of the prototxt says.");
        if (how.Length > 0)
        {
            line($"// It scales with {data.ResizeMode.ReplaceLineEndings(" ")}, keeping the aspect ratio; "
                + "here the picture is scaled to both lengths.");
        }
        if (data.CropSize > 0 && data.ResizeWidth == 0 && data.MeanFile.Length == 0)
        {
            line("// It crops images as they are stored, of a size that the prototxt does not say: ResizeTo = (256, 256) is usual.");
            line("// Here the whole picture is scaled to the input.");
        }
        line($"InputTransform transform = InputTransform.Of({(how.Length > 0 ? $"{first}{how}" : first)}{mean}){order};");
    }

    // A class has no data of layers that say nothing.
    private static bool IsPlain(DataTransform data) => data is
    {
        Scale: 1, Mean.Length: 0, MeanFile.Length: 0, Channels: null, CropSize: 0, ResizeHeight: 0, ResizeWidth: 0, ResizeMode: "WARP",
        Mirrors: false,
    };

    private static void Transform(Action<string> line, bool isGray, NetworkUse use)
    {
        (string channels, string mean, string scale, string comment) = (isGray ? "Gray" : "Bgr", isGray ? "0" : UsualMean, "1",
            "(pixel - mean) * scale: the prototxt does not say how the network was trained. Change it if these are not its numbers.");
        if (use.Known is { Input: var known })
        {
            channels = known.Channels[..1].ToUpperInvariant() + known.Channels[1..].ToLowerInvariant();
            (mean, scale) = (string.Join(", ", known.Mean.Select(Number)), Number(known.Scale));
            comment = "(pixel - mean) * scale, as it was trained.";
        }
        line($"// {comment}");
        line($"var transform = new InputTransform {{ Channels = ChannelOrder.{channels}, Mean = [{mean}], Scale = {scale} }};");
    }

    private static void OtherInputs(Action<string> line, IReadOnlyList<string> hooks, NetworkDefinition network)
    {
        line("");
        line("// Fill the inputs with what the network takes; zeros stand in for it.");
        foreach (int index in network.Inputs)
            line($"net.{hooks[index]}.Set(new Tensor(net.{hooks[index]}.Shape));   // {network.Values[index].Shape}");
    }

    private static string Number(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
