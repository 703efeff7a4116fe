using CaffeSharpGen.RandomNetworks.Networks;

namespace CaffeSharpGen.RandomNetworks.Actions;

/// <content>Inputs, forward passes, and reading.</content>
internal sealed partial class CaseRun
{
    private void Set(Instance on, int number)
    {
        foreach (InputText input in it.Text.Inputs)
        {
            int value = program.HookIndex(input.Name);
            Shape shape = on.Oracle.Shapes[value];
            on.Inputs[value] = ElementValues.Of(input.Name, shape.Count, it.Kind, number, input.IndicesBelow);
            InputHook hook = on.Network.Inputs[input.Name];
            if (number % 2 == 0)
                hook.Set(on.Inputs[value]);
            else
            {
                for (int image = 0, count = shape.CountFrom(1); image < shape.BatchSize; image++)
                    hook.SetImage(image, on.Inputs[value].AsSpan(image * count, count));
            }
        }
        on.HasNewInputs = true;
    }

    private void Forward(Instance on)
    {
        Expect(on, [], Enumerable.Repeat(true, network.Values.Length).ToArray());
        on.Network.ResetStates();
        on.Network.Forward();
        Ran(on);
    }

    private void ForwardTo(Instance on, int[] to)
    {
        Expect(on, [], NeededBy(to));
        on.Kept.UnionWith(to);
        on.Network.ResetStates();
        on.Network.ForwardTo([.. to.Select(value => on.Network.Hooks[value])]);
        Ran(on);
    }

    private void ForwardFrom(Instance on, int[] from, int[] to, int number)
    {
        bool[] behind = Behind(from), has = to.Length == 0 ? [.. behind.Select(_ => true)] : NeededBy(to);
        for (int v = 0; v < has.Length; v++)
            has[v] &= behind[v];
        var given = from.Where(value => !IsInput(value)).Where(value => has[value]).ToDictionary(
            value => value, value => ElementValues.Of($"given {value}", on.Oracle.Shapes[value].Count, it.Kind, number));
        bool isObstructed = network.Steps.Any(step => step.Outputs.Any(output => has[output] && !from.Contains(output))
            && (step.Inputs.Any(input => !behind[input]) || step.Outputs.Any(from.Contains)));
        bool isMissed = to.Any(value => !has[value]);
        if (isObstructed || isMissed)
        {
            on.LastPass = null;
            MustThrow<ArgumentException>("ForwardFrom", () => Run([]));
            return;
        }
        // A value in the table of words is given only by chance.
        if (given.Keys.Any(value => network.Steps.Any(step => step.LayerType == "Embed" && step.Inputs.Contains(value))))
            return;
        Expect(on, given, has);
        on.Network.ResetStates();
        on.Kept.UnionWith(to);
        on.Kept.UnionWith(given.Keys);
        Run(given);
        Ran(on);

        void Run(Dictionary<int, float[]> values) => on.Network.ForwardFrom(
            [.. from.Select(value => on.Network.Hooks[value])],
            (hook, tensor) =>
            {
                if (values.TryGetValue(hook.Index, out float[]? value))
                    value.CopyTo(tensor.Span);
            },
            [.. to.Select(value => on.Network.Hooks[value])]);
    }

    // Callbacks compare while the pass runs, so what they should see is computed before.
    private void Expect(Instance on, Dictionary<int, float[]> given, bool[] has)
    {
        var inputs = on.Inputs.ToDictionary();
        var changes = on.Changes.Where(change => !given.ContainsKey(change.Key)).ToDictionary();
        bool[] runs = [.. network.Steps.Select(step => step.Outputs.Any(output => has[output] && !given.ContainsKey(output)))];
        float[][] values = on.Oracle.Forward(inputs, given, changes);
        on.LastPass = new Pass(values, inputs, given, changes, has, runs);
        if (it.Kind != ValueKind.NotFinite && values.Where((_, v) => has[v]).Any(value => value.Any(element => !(Math.Abs(element) <= LargestMagnitude))))
            throw new Inconclusive("large numbers");
    }

    private static void Ran(Instance on)
    {
        on.HasNewInputs = false;
        on.KeptBeforePass.Clear();
        on.KeptBeforePass.UnionWith(on.Kept);
    }

    private void Read(Instance on, int value)
    {
        Hook hook = on.Network.Hooks[value];
        if (on.LastPass is not { } pass || !pass.Has[value])
        {
            // An input can be read when it was set, whether a pass had it or not.
            if (!IsInput(value))
                MustThrow<InvalidOperationException>($"reading {Name(value)}, which was not computed,", () => _ = hook.Activation);
            return;
        }
        if (on.HasNewInputs && IsInput(value))
            return;
        float[] found;
        try
        {
            found = hook.Activation.Span.ToArray();
        }
        catch (InvalidOperationException) when (on.HasNewInputs)
        {
            return;
        }
        on.Kept.Add(value);
        CompareValue(on, "value", value, pass, found);
    }
}
