using CaffeSharpGen.Compiler.Graph;

namespace CaffeSharpGen.Generator.Emission;

/// <summary>The file that runs the layers forward, in a straight line.</summary>
internal static class ForwardFile
{
    public static EmittedFile Emit(NetworkToEmit network)
    {
        string text = CodeWriter.File(network, "the forward pass", writer =>
            writer.Block($"partial class {network.Class.Name}", () =>
            {
                writer.Line("/// <inheritdoc/>");
                writer.Block("protected override void RunForward()", () =>
                {
                    foreach ((int first, _) in network.Groups)
                        writer.Line($"ForwardFrom{first}();");
                });
                foreach ((int first, IReadOnlyList<StepModel> steps) in network.Groups)
                {
                    writer.Line();
                    writer.Block($"private void ForwardFrom{first}()", () =>
                    {
                        for (int i = 0; i < steps.Count; i++)
                            writer.Line($"ForwardLayer({first + i}); // {Describe(steps[i], network)}");
                    });
                }
            }));
        return new EmittedFile($"{network.Class.Full}.Forward.g.cs", text);
    }

    // A layer in place leaves the shape as it is.
    private static string Describe(StepModel step, NetworkToEmit network) => step.InPlace
        ? CSharp.Comment(step.Name)
        : $"{CSharp.Comment(step.Name)}: {string.Join(", ", step.Outputs.Select(output => network.Describe(network.Model.Values[output].Shape)))}";
}
