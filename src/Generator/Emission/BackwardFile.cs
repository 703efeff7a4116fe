using CaffeSharpGen.Compiler.Graph;

namespace CaffeSharpGen.Generator.Emission;

/// <summary>The file that runs the layers backward. A layer that no gradient has to cross returns at once.</summary>
internal static class BackwardFile
{
    public static EmittedFile Emit(NetworkToEmit network)
    {
        string text = CodeWriter.File(network, "the backward pass", writer =>
            writer.Block($"partial class {network.Class.Name}", () =>
            {
                writer.Line("/// <inheritdoc/>");
                writer.Block("protected override void RunBackward()", () =>
                {
                    foreach ((int first, _) in network.Groups.Reverse())
                        writer.Line($"BackwardTo{first}();");
                });
                foreach ((int first, IReadOnlyList<StepModel> steps) in network.Groups.Reverse())
                {
                    writer.Line();
                    writer.Block($"private void BackwardTo{first}()", () =>
                    {
                        for (int i = steps.Count - 1; i >= 0; i--)
                            writer.Line($"BackwardLayer({first + i}); // {CSharp.Comment(steps[i].Name)}");
                    });
                }
            }));
        return new EmittedFile($"{network.Class.Full}.Backward.g.cs", text);
    }
}
