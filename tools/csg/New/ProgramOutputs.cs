using CaffeSharpGen.Definitions;

namespace CaffeSharpGen.Csg.New;

/// <summary>The part of a new program that runs the network, prints what it gives, and explains it.</summary>
internal static class ProgramOutputs
{
    /// <summary>Writes it.</summary>
    /// <param name="line">Writes a line.</param>
    /// <param name="className">Class of the network.</param>
    /// <param name="hooks">Its members, by values.</param>
    /// <param name="network">The network.</param>
    /// <param name="use">What can be done with it.</param>
    public static void Write(
        Action<string> line, string className, IReadOnlyList<string> hooks, NetworkDefinition network, NetworkUse use)
    {
        string output = hooks[use.Output];
        if (use.Kind == OutputKind.Boxes)
        {
            Boxes(line, className, output);
            return;
        }
        line("net.Forward();");
        switch (use.Kind)
        {
            case OutputKind.Classes:
                Classes(line, output, use.AreProbabilities);
                break;
            case OutputKind.Planes when use.TakesPicture:
                Planes(line, output);
                break;
            default:
                Others(line, hooks, network);
                break;
        }
        if (use.GradCamLayer is not { } layer)
            return;
        line("");
        line(use.Kind == OutputKind.Classes
            ? "// Why the first class? The map shows what speaks for it."
            : $"// Why this class, wherever it is seen? net.{output}.Pixel(channel, y, x) asks for one pixel.");
        string target = use.Kind == OutputKind.Classes ? $"net.{output}.Best()" : $"net.{output}.Region(most)";
        line($"Explanation why = net.GradCam(at: net.{hooks[layer]}, of: {target});");
        line("why.Overlay(photo).Save(\"overlay.png\");");
        line("Console.WriteLine($\"overlay.png: {why}\");");
    }

    private static void Classes(Action<string> line, string output, bool areProbabilities)
    {
        line($"foreach (Score score in net.{output}.Top(5))");
        string format = areProbabilities ? "p1" : "f3";
        line($"    Console.WriteLine($\"class {{score.Index}} (counted from 0): {{score.Value:{format}}}\");");
    }

    private static void Boxes(Action<string> line, string className, string output)
    {
        line($"net.{output}.KeepDetections();");
        line("net.Forward();");
        line("");
        line("// The boxes with the largest scores. Classes are counted from 0; of a region without a class it is -1.");
        line($"Detection<{className}>[] found = [.. net.{output}.Detections().OrderByDescending(box => box.Score).Take(10)];");
        line($"foreach (Detection<{className}> detection in found)");
        line("    Console.WriteLine($\"class {detection.Label}: {detection.Score:f3}, {Box.Of(detection, photo.Width, photo.Height)}\");");
        line("");
        line("// Why the first box? The map shows what speaks for its class there, at the values that its part of the network reads.");
        line("if (found is [{ FeatureMap: { } map } best, ..])");
        line("{");
        line("    Explanation why = net.GradCam(at: map, of: best.Target);");
        line("    Box place = Box.Of(best, photo.Width, photo.Height);");
        line("    var drawn = new LabeledBox(place, $\"{best.Label}: {best.Score:f2}\", new Color(255, 214, 64));");
        line("    Boxes.Draw(why.Overlay(photo), [drawn]).Save(\"overlay.png\");");
        line("    Console.WriteLine($\"overlay.png: {why}\");");
        line("}");
    }

    private static void Planes(Action<string> line, string output)
    {
        string hook = $"net.{output}";
        line("");
        line("// How many pixels are of each class: of the plane with the largest number there.");
        line($"int[] counts = new int[{hook}.Channels];");
        line($"ReadOnlySpan<float> scores = {hook}.Activation.Span;");
        line($"int pixels = {hook}.Height * {hook}.Width;");
        line("for (int pixel = 0; pixel < pixels; pixel++)");
        line("{");
        line("    int best = 0;");
        line("    for (int channel = 1; channel < counts.Length; channel++)");
        line("    {");
        line("        if (scores[(channel * pixels) + pixel] > scores[(best * pixels) + pixel])");
        line("            best = channel;");
        line("    }");
        line("    counts[best]++;");
        line("}");
        line("foreach ((int channel, int count) in counts.Index().Where(entry => entry.Item > 0).OrderByDescending(entry => entry.Item))");
        line("    Console.WriteLine($\"class {channel} (counted from 0): {(double)count / pixels:p1} of the picture\");");
        line("");
        line("// Class 0 usually is what lies around all else.");
        line("int most = Enumerable.Range(1, counts.Length - 1).MaxBy(channel => counts[channel]);");
        line("if (counts[most] == 0)");
        line("    most = 0;");
    }

    private static void Others(Action<string> line, IReadOnlyList<string> hooks, NetworkDefinition network)
    {
        foreach (int index in network.Outputs.Where(index => index >= network.InputCount))
        {
            string hook = $"net.{hooks[index]}";
            line($"Console.WriteLine($\"{{{hook}.Name}}: {{{hook}.Shape}}, begins with {{{hook}.Activation.Span[0]}}\");");
        }
    }
}
