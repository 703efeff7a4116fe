using CaffeSharpGen.RandomNetworks.Networks;
using CaffeSharpGen.RandomNetworks.Oracles;

namespace CaffeSharpGen.RandomNetworks.Actions;

/// <content>Backward passes.</content>
internal sealed partial class CaseRun
{
    private void Backward(Instance on, NetworkAction action)
    {
        int[] targets = Indices(action.Hooks), hooks = Indices(action.Others);
        (Target[] goals, Dictionary<int, float[]> seeds) = Targets(on, targets, action.Number);
        void Run() => on.Network.Backward(goals, [.. hooks.Select(hook => on.Network.Hooks[hook])], action.Rule);
        if (on.LastPass is not { } pass || targets.Concat(hooks).Any(value => !pass.Has[value]))
        {
            MustThrow<InvalidOperationException>("Backward of what was not computed", Run);
            return;
        }
        var path = new BackwardPlan(network, targets, hooks);
        if (!path.IsConnected)
        {
            MustThrow<ArgumentException>("Backward of a target that does not depend on the hook", Run);
            return;
        }
        if (!IsPassable(path, pass))
        {
            MustThrow<InvalidOperationException>("Backward through a layer without gradient, or that did not run,", Run);
            return;
        }
        RestoreOracle(on, pass);
        on.Gradients = on.Oracle.Backward(seeds, path, action.Rule, on.BackwardChanges);
        try
        {
            Run();
        }
        catch (InvalidOperationException) when (on.HasNewInputs)
        {
            on.Gradients = null;
            return;
        }
        foreach (int hook in hooks)
            CompareGradient(on, "gradient", $"of {Name(hook)} ({action})", on.Gradients[hook]!, on.Network.Hooks[hook].Gradient.Span, 1e-4);
        on.Gradients = null;
    }

    private void BackwardEach(Instance on, NetworkAction action)
    {
        int[] targets = Indices(action.Hooks);
        int hook = Indices(action.Others)[0], image = action.Number % on.BatchSize;
        Target[] goals = [.. targets.Select((target, i) => new Target(on.Network.Hooks[target], (action.Number + 7 * i) % on.Oracle.Shapes[target].CountFrom(1)))];
        var found = new float[goals.Length][];
        void Run() => on.Network.BackwardEach(goals, on.Network.Hooks[hook], (i, gradient) => found[i] = gradient.Span.ToArray(), action.Rule, image);
        if (on.LastPass is not { } pass || targets.Append(hook).Any(value => !pass.Has[value]))
        {
            MustThrow<InvalidOperationException>("BackwardEach of what was not computed", Run);
            return;
        }
        if (on.BatchSize > 1 && on.Oracle.Shapes[hook].BatchSize != on.BatchSize)
        {
            MustThrow<ArgumentException>("BackwardEach at a value whose rows are no images", Run);
            return;
        }
        BackwardPlan[] paths = [.. targets.Select(target => new BackwardPlan(network, [target], [hook]))];
        if (paths.FirstOrDefault(path => !path.IsConnected || !IsPassable(path, pass)) is { } wrong)
        {
            // Which of the two comes first depends on the order of the targets.
            MustThrow<Exception>("BackwardEach through what has no gradient", Run);
            return;
        }
        // Callbacks see gradients of several targets one after another. Targets that run side by side carry zeros to where a pass of one does not go: NaN times 0.
        if (it.Kind == ValueKind.NotFinite || on.HasNewInputs)
            return;
        Run();
        RestoreOracle(on, pass);
        for (int i = 0; i < goals.Length; i++)
        {
            float[] seed = new float[on.Oracle.Shapes[targets[i]].Count];
            int count = on.Oracle.Shapes[targets[i]].CountFrom(1);
            for (int n = 0; n < on.Oracle.Shapes[targets[i]].BatchSize; n++)
                seed[n * count + goals[i].ElementOf(n)] = 1;
            float[] expected = on.Oracle.Backward(new Dictionary<int, float[]> { [targets[i]] = seed }, paths[i], action.Rule, on.BackwardChanges)[hook]!;
            int one = on.Oracle.Shapes[hook].CountFrom(1);
            // What a pass over several images makes of one may depend on the others only where statistics are their own.
            CompareGradient(on, "gradient of each", $"{goals[i]} at {Name(hook)} ({action})", expected.AsSpan(image * one, one), found[i], 1e-4);
        }
    }

    private (Target[] Targets, Dictionary<int, float[]> Seeds) Targets(Instance on, int[] values, int number)
    {
        var seeds = new Dictionary<int, float[]>();
        var targets = new List<Target>();
        foreach (int value in values)
        {
            Shape shape = on.Oracle.Shapes[value];
            int count = shape.CountFrom(1);
            Hook hook = on.Network.Hooks[value];
            if ((number + value) % 3 == 0)
            {
                float[] gradient = ElementValues.Of($"gradient of {value}", shape.Count, it.Kind, number);
                seeds.Add(value, gradient);
                targets.Add(new Target(hook, new Tensor(shape, gradient)));
                continue;
            }
            int[] elements = (number + value) % 3 == 1 ? [number % count] : [.. Enumerable.Range(0, shape.BatchSize).Select(image => (number + 5 * image) % count)];
            float[] seed = new float[shape.Count];
            for (int image = 0; image < shape.BatchSize; image++)
                seed[image * count + elements[elements.Length == 1 ? 0 : image]] = 1;
            seeds.Add(value, seed);
            targets.Add(new Target(hook, elements));
        }
        return ([.. targets], seeds);
    }

    // Layers whose value was given have no gradient, but for linear ones, which need nothing of a pass.
    private bool IsPassable(BackwardPlan path, Pass pass) =>
        path.IsDifferentiable && !network.Steps.Where((step, s) => path.Crosses(step) && !pass.Runs[s] && !step.Operation.IsLinear).Any();

    // Another instance of the same batch size may have used it since.
    private static void RestoreOracle(Instance on, Pass pass) => on.Oracle.Forward(pass.Inputs, pass.Given, pass.Changes);
}
