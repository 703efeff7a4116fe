namespace CaffeSharpGen.Generator.Emission;

/// <summary>Writes what a class has of layers that its user computes himself: partial methods, and calls of them.</summary>
internal static class CustomLayersPart
{
    /// <summary>The interface of a class that has such layers, as it stands behind its bases; empty for another.</summary>
    public static string Interface(IReadOnlyList<CustomMethods> methods) =>
        methods.Count > 0 ? $", {SurfaceFile.Library}Compiled.ICustomLayers" : "";

    /// <summary>Writes the methods' declarations.</summary>
    public static void WriteDeclarations(CodeWriter writer, string className, IReadOnlyList<CustomMethods> methods)
    {
        foreach (CustomMethods method in methods)
        {
            writer
                .Line("/// <summary>")
                .Line($"/// {method.Summary}.")
                .Line($"/// Implement it in another part of the class: <c>partial class {className} {{ partial void {method.Forward}"
                    + "(CustomLayer layer) { … } }</c>.")
                .Line("/// Without an implementation, the layer does not run, nor does what depends on it; everything else does.")
                .Line("/// </summary>")
                .Line("/// <param name=\"layer\">Its bottoms, its tops, its parameters and its weights, on the host.</param>")
                .Line($"partial void {method.Forward}({SurfaceFile.Library}CustomLayer layer);")
                .Line()
                .Line($"/// <summary>Computes the gradients of the bottoms of <see cref=\"{method.Forward}\"/> from those of its tops. "
                    + "Without an implementation, the layer has none.</summary>")
                .Line("/// <param name=\"layer\">As in the forward pass, and the gradients.</param>")
                .Line($"partial void {method.Backward}({SurfaceFile.Library}CustomLayerBackward layer);")
                .Line();
        }
    }

    /// <summary>Writes what calls the methods.</summary>
    public static void WriteCalls(CodeWriter writer, IReadOnlyList<CustomMethods> methods)
    {
        if (methods.Count == 0)
            return;
        writer.Line().Line("// C# leaves out the call of a partial method that is not implemented, with its argument.");
        WriteSwitch(writer, "Forward", methods, method => method.Forward);
        writer.Line();
        WriteSwitch(writer, "Backward", methods, method => method.Backward);
    }

    private static void WriteSwitch(
        CodeWriter writer, string pass, IReadOnlyList<CustomMethods> methods, Func<CustomMethods, string> nameOf)
    {
        const string compiled = $"{SurfaceFile.Library}Compiled.";
        writer.Block($"void {compiled}ICustomLayers.{pass}({compiled}CustomCall call)", () => writer.Block("switch (call.Value)", () =>
        {
            foreach (CustomMethods method in methods)
            {
                writer.Line(FormattableString.Invariant($"case {method.Value}:")).Indented(() => writer
                    .Line($"call.Method = \"{nameOf(method)}\";")
                    .Line($"{nameOf(method)}(call.{pass});")
                    .Line("break;"));
            }
        }));
    }
}
