using System.Text;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.RandomNetworks.Networks;
using CaffeSharpGen.RandomNetworks.Oracles;

namespace CaffeSharpGen.RandomNetworks.Actions;

/// <content>The table of the definition, and networks with passes of their own against those of which the engine runs the groups.</content>
internal sealed partial class CaseRun
{
    // Writes the definition as a table and reads it.
    private NetworkDefinition RequireTable()
    {
        string table = string.Join('\n', TableWriter.Lines(network));
        NetworkDefinition read = TableReader.Read(Encoding.UTF8.GetBytes(table), NetworkProgram.ReadOperation);
        return read == network
            ? read
            : throw new Disagreement("table", $"the definition that was read from its table is another, in {Difference(read)}:\n{table}\n{string.Join('\n', TableWriter.Lines(read))}");
    }

    // What a table does not say may differ where its lines are the same.
    private string Difference(NetworkDefinition read)
    {
        for (int i = 0; i < Math.Min(network.Steps.Length, read.Steps.Length); i++)
        {
            if (network.Steps[i] != read.Steps[i])
                return $"{network.Steps[i]}, {read.Steps[i]}";
        }
        for (int i = 0; i < Math.Min(network.Values.Length, read.Values.Length); i++)
        {
            if (network.Values[i] != read.Values[i])
                return $"{network.Values[i]}, {read.Values[i]}";
        }
        return "the number of steps or values";
    }

    // Bit for bit, forward and backward, over the inputs of an instance; with half of the values kept, so that groups run in pieces.
    private void CheckPasses(Instance like, NetworkDefinition read)
    {
        using var plain = new Network(network, weights, it.Device.Open(), like.BatchSize, leaveOpen: true);
        using var compiled = NetworkWithPasses.Load(read, weights, it.Device.Open(), like.BatchSize);
        foreach (Network each in new[] { plain, compiled.Network })
        {
            foreach (InputHook input in each.Inputs)
                input.Set(like.Inputs[input.Index]);
            foreach (Hook hook in each.Hooks.Where(hook => hook.Index % 2 == 0))
                hook.Keep();
            each.Forward();
        }
        for (int output = 0; output < network.Values.Length; output++)
        {
            if (output % 2 == 0 || network.Outputs.Contains(output))
                Comparison.Equal("passes", $"{Name(output)} forward", plain.Hooks[output].Activation.Span, compiled.Network.Hooks[output].Activation.Span);
        }
        int passes = 1;
        foreach (int output in network.Outputs)
        {
            int[] hooks = [.. network.Inputs.Where(input => new BackwardPlan(network, [output], [input]).IsConnected)];
            if (hooks.Length == 0 || !new BackwardPlan(network, [output], hooks).IsDifferentiable)
                continue;
            foreach (Network each in new[] { plain, compiled.Network })
                each.Backward([new Target(each.Hooks[output], 0)], [.. hooks.Select(hook => each.Hooks[hook])]);
            foreach (int hook in hooks)
                Comparison.Equal("passes backward", $"{Name(hook)} of {Name(output)}", plain.Hooks[hook].Gradient.Span, compiled.Network.Hooks[hook].Gradient.Span);
            passes++;
        }
        if (compiled.PassCount != passes)
            throw new Disagreement("passes", $"the engine called {compiled.PassCount} of {passes} compiled passes");
    }
}
