namespace CaffeSharpGen.Generator.Emission;

/// <summary>The file that runs the layers backward. What no gradient has to cross returns at once.</summary>
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
                    foreach (Range groups in network.GroupRanges.Reverse())
                        writer.Line($"BackwardTo{groups.First}();");
                });
                foreach (Range groups in network.GroupRanges.Reverse())
                {
                    writer.Line();
                    writer.Block($"private void BackwardTo{groups.First}()", () =>
                    {
                        foreach (int group in groups.Numbers.Reverse())
                            writer.Line($"BackwardGroup({group}); // {network.DescribeGroup(group)}");
                    });
                }
            }));
        return new EmittedFile(network.Class.HintName("Backward.g.cs"), text);
    }
}
