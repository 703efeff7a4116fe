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
        string input = hooks[0];
        Line("using CaffeSharpGen;");
        if (use.TakesPicture)
        {
            Line("using CaffeSharpGen.GradCam;");
            Line("using CaffeSharpGen.Imaging;");
        }
        // Of a network that is called as a type of .NET or of ours, such as Random or Target, the class is meant.
        Line($"using {className} = {ProjectName.Namespace(project)}.{className};");
        Line();
        Line($"if (args.Length != {(use.TakesPicture ? 2 : 1)})");
        Line("{");
        Line($"    Console.Error.WriteLine(\"usage: {project} weights.caffemodel{(use.TakesPicture ? " picture.jpg" : "")}\");");
        Line("    return 2;");
        Line("}");
        Line();
        Line($"using var net = {className}.Load(args[0]);");
        if (use.TakesPicture)
            Picture(Line, className, input, network.Values[0].Shape[1].Length == 1, use);
        else
            OtherInputs(Line, hooks, network);
        Line();
        Line("net.Forward();");
        if (use.GivesClasses)
            Classes(Line, hooks[^1], use);
        else
            OtherOutputs(Line, hooks, network);
        if (use.GradCamLayer is { } layer)
        {
            Line();
            Line("// Why the first class? The map shows what speaks for it.");
            Line($"Explanation why = net.GradCam(at: net.{hooks[layer]}, of: net.{hooks[^1]}.Best());");
            Line("why.Overlay(photo).Save(\"overlay.png\");");
            Line("Console.WriteLine($\"overlay.png: {why}\");");
        }
        Line("return 0;");
        return text.ToString();
    }

    private static void Picture(Action<string> line, string className, string input, bool isGray, NetworkUse use)
    {
        line("using var photo = Picture.Load(args[1]);");
        line("");
        (string channels, string mean, string scale, string comment) = Input(isGray, use);
        line($"// {comment}");
        line($"var transform = new InputTransform {{ Channels = ChannelOrder.{channels}, Mean = [{mean}], Scale = {scale} }};");
        string shapes = $"{className}.Shapes.{input}";
        line($"net.{input}.Set(transform.Apply(photo, {shapes}.Width, {shapes}.Height));");
    }

    private static (string Channels, string Mean, string Scale, string Comment) Input(bool isGray, NetworkUse use)
    {
        string usual = isGray ? "Gray" : "Bgr";
        if (use.Transform is { } said)
        {
            string mean = said.Mean.Length > 0 ? string.Join(", ", said.Mean.Select(AsWritten)) : "0";
            return (usual, mean, AsWritten(said.Scale), said.MeanFile.Length > 0
                ? "The prototxt subtracts a mean image: MeanImage = CaffeSharpGen.Weights.MeanFile.Read(\"mean.binaryproto\") does."
                : "(pixel - mean) * scale, as the data layer of the prototxt says.");
        }
        if (use.Known is { Input: var known })
        {
            string channels = known.Channels[..1].ToUpperInvariant() + known.Channels[1..].ToLowerInvariant();
            string mean = string.Join(", ", known.Mean.Select(Number));
            return (channels, mean, Number(known.Scale), "(pixel - mean) * scale, as it was trained.");
        }
        return (usual, isGray ? "0" : UsualMean, "1",
            "(pixel - mean) * scale: the prototxt does not say how the network was trained. Change it if these are not its numbers.");
    }

    private static void OtherInputs(Action<string> line, IReadOnlyList<string> hooks, NetworkDefinition network)
    {
        line("");
        line("// Fill the inputs with what the network takes; zeros stand in for it.");
        foreach (int index in network.Inputs)
            line($"net.{hooks[index]}.Set(new Tensor(net.{hooks[index]}.Shape));   // {network.Values[index].Shape}");
    }

    private static void Classes(Action<string> line, string output, NetworkUse use)
    {
        line($"foreach (Score score in net.{output}.Top(5))");
        string format = use.AreProbabilities ? "p1" : "f3";
        line($"    Console.WriteLine($\"class {{score.Index}} (counted from 0): {{score.Value:{format}}}\");");
    }

    private static void OtherOutputs(Action<string> line, IReadOnlyList<string> hooks, NetworkDefinition network)
    {
        foreach (int index in network.Outputs.Where(index => index >= network.InputCount))
        {
            string hook = $"net.{hooks[index]}";
            line($"Console.WriteLine($\"{{{hook}.Name}}: {{{hook}.Shape}}, begins with {{{hook}.Activation.Span[0]}}\");");
        }
    }

    // Caffe keeps floats; people write decimals.
    private static string AsWritten(float number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static string Number(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
