using System.Runtime.InteropServices;
using CaffeSharpGen.Compiler.Graph;
using CaffeSharpGen.Cpu;
using CaffeSharpGen.RandomNetworks.Networks;
using CaffeSharpGen.RandomNetworks.Oracles;
using CaffeSharpGen.Weights;
using Shape = CaffeSharpGen.Shape;

namespace CaffeSharpGen.RandomNetworks.Actions;

/// <summary>Runs a case and compares all that can be seen with the oracle.</summary>
internal sealed class CaseRun : IDisposable
{
    // What numbers grow beyond says nothing about the network.
    private const double LargestMagnitude = 1e5;

    private readonly RandomCase it;
    private readonly NetworkProgram program;
    private readonly NetworkModel model;
    private readonly MemoryWeights weights;
    private readonly List<Instance> instances = [];
    private readonly Dictionary<int, LayerByLayer> oracles = [];

    // By images, inputs and value.
    private readonly Dictionary<(int, int, int), float[]> seenBefore = [];

    private CaseRun(RandomCase it)
    {
        this.it = it;
        program = NetworkProgram.Compile(it.Text.ToString());
        model = program.Model;
        weights = ElementValues.Weights(program, it.HasWholeWeights);
    }

    /// <summary>Whether layers that run as one may round otherwise than by themselves: scales and biases that are folded into a convolution.</summary>
    private bool Folds => !it.Device.IsScalar && program.Memory.Groups.Any(group => group.Skip(1).Any(step => model.Steps[step].Role == FusionRole.Affine));

    /// <summary>Runs a case.</summary>
    /// <exception cref="Disagreement">Something is not as it should be.</exception>
    /// <exception cref="Inconclusive">Its numbers say nothing.</exception>
    public static void Run(RandomCase it)
    {
        var run = new CaseRun(it);
        try
        {
            run.Run();
        }
        catch (InvalidOperationException refusal) when (RefusesNaN(refusal))
        {
            throw new Inconclusive("ArgMax refuses NaN");
        }
        finally
        {
            run.Dispose();
        }
        if (LargeMemory.TakeOverrun() is { } overrun)
            throw new Disagreement("overrun", $"{overrun} (by this network, or by one that another thread ran)");
    }

    public void Dispose()
    {
        foreach (Instance instance in instances)
            instance.Dispose();
        foreach (LayerByLayer oracle in oracles.Values)
            oracle.Dispose();
        weights.Dispose();
    }

    private static bool RefusesNaN(Exception exception) => exception.Message.Contains("it holds NaN", StringComparison.Ordinal);

    private void Run()
    {
        Instance first = Add(InterpretedNetwork.Load(program, new Borrowed(weights), it.Device.Open(), model.HasFreeBatch ? it.Images : 1), model.HasFreeBatch ? it.Images : 1);
        Set(first, 0);
        CheckKernels(first);
        foreach (NetworkAction action in it.Actions)
        {
            Instance instance = instances[action.Instance % instances.Count];
            try
            {
                Do(instance, action);
            }
            catch (Exception unexpected) when (unexpected is not Disagreement and not Inconclusive && !RefusesNaN(unexpected))
            {
                throw new Disagreement($"throws {unexpected.GetType().Name}", $"{action} throws {unexpected}");
            }
            if (instance.Seen is { } seen)
                throw seen;
        }
    }

    // The kernels by themselves, each layer forward and backward.
    private void CheckKernels(Instance first)
    {
        float[][] values = first.Oracle.Forward(first.Inputs, new Dictionary<int, float[]>(), new Dictionary<int, Change>());
        if (it.Kind != ValueKind.NotFinite && values.Any(value => value.Any(element => !(Math.Abs(element) <= LargestMagnitude))))
            throw new Inconclusive("large numbers");
        if (it.Device.IsScalar)
            return;
        using var plain = new LayerByLayer(program, weights, Configuration.Scalar.Open(), first.Batch);
        var check = new KernelCheck(program, first.Oracle, plain, WeightsOf);
        check.Forward(values);
        int[] inputs = [.. model.Values.Where(value => value.Type == "Input").Select(value => value.Index)];
        foreach (int output in model.Outputs)
        {
            int[] hooks = [.. inputs.Where(input => new BackwardPlan(model, [output], [input]) is { IsConnected: true })];
            var path = new BackwardPlan(model, [output], hooks);
            if (hooks.Length == 0 || !path.IsDifferentiable)
                continue;
            var seeds = new Dictionary<int, float[]> { [output] = ElementValues.Of($"seed of {output}", first.Oracle.Shapes[output].Count, it.Kind, 1) };
            foreach (ReluRule rule in Enum.GetValues<ReluRule>())
                check.Backward(seeds, path, rule);
        }
    }

    private float[] WeightsOf(StepModel step, int i)
    {
        (string layer, int blob) = NetworkProgram.OwnerOf(step, i);
        return weights.Require(layer, blob, NetworkProgram.ShapeOf(step.Weights[i])).Span.ToArray();
    }

    private void Do(Instance on, NetworkAction action)
    {
        switch (action.Kind)
        {
            case ActionKind.Set:
                Set(on, action.Number);
                break;
            case ActionKind.Forward:
                Forward(on);
                break;
            case ActionKind.ForwardTo:
                ForwardTo(on, Indices(action.Hooks));
                break;
            case ActionKind.ForwardFrom:
                ForwardFrom(on, Indices(action.Hooks), Indices(action.Others), action.Number);
                break;
            case ActionKind.Read:
                foreach (int value in Indices(action.Hooks))
                    Read(on, value);
                break;
            case ActionKind.Keep:
                foreach (int value in Indices(action.Hooks))
                {
                    on.Network.Hooks[value].Keep();
                    on.Kept.Add(value);
                }
                break;
            case ActionKind.Watch:
                foreach (int value in Indices(action.Hooks))
                    Watch(on, value);
                break;
            case ActionKind.WatchBackward:
                foreach (int value in Indices(action.Hooks))
                    WatchBackward(on, value);
                break;
            case ActionKind.Change:
                Change(on, Indices(action.Hooks)[0], action.Number);
                break;
            case ActionKind.ChangeBackward:
                ChangeBackward(on, Indices(action.Hooks)[0], action.Number);
                break;
            case ActionKind.EndWatch:
                EndWatch(on, action.Number);
                break;
            case ActionKind.Backward:
                Backward(on, action);
                break;
            case ActionKind.BackwardEach:
                BackwardEach(on, action);
                break;
            case ActionKind.Share:
                if (instances.Count < 3)
                {
                    int batch = model.HasFreeBatch ? 1 + action.Number % 4 : 1;
                    Add(on.Network.Share(batch), batch);
                }
                break;
            case ActionKind.Dispose:
                if (instances.Count > 1 && instances.Remove(on))
                    on.Dispose();
                break;
            case ActionKind.ThrowForward:
                ThrowForward(on, Indices(action.Hooks)[0], action.Number);
                break;
            case ActionKind.ThrowBackward:
                ThrowBackward(on, action);
                break;
            case ActionKind.Chatty:
                Chatty(on, Indices(action.Hooks), action.Number);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(action));
        }
    }

    private Instance Add(InterpretedNetwork network, int batch)
    {
        if (!oracles.TryGetValue(batch, out LayerByLayer? oracle))
            oracles.Add(batch, oracle = new LayerByLayer(program, weights, it.Device.OnOneThread.Open(), batch));
        var instance = new Instance(program, network, oracle, batch);
        instances.Add(instance);
        return instance;
    }

    private int[] Indices(ImmutableArray<string> hooks) => [.. hooks.Select(program.HookIndex)];

    private string Name(int value) => $"'{model.Values[value].HookName}'";

    private void Set(Instance on, int number)
    {
        foreach (InputText input in it.Text.Inputs)
        {
            int value = program.HookIndex(input.Name);
            Shape shape = on.Oracle.Shapes[value];
            on.Inputs[value] = ElementValues.Of(input.Name, shape.Count, it.Kind, number, input.IndicesBelow);
            var hook = (IInputHook)on.Network.Hooks[value];
            if (number % 2 == 0)
                hook.Set(on.Inputs[value]);
            else
            {
                for (int image = 0, count = shape.CountFrom(1); image < shape.Number; image++)
                    hook.SetImage(image, on.Inputs[value].AsSpan(image * count, count));
            }
        }
        on.HasNewInputs = true;
    }

    private void Forward(Instance on)
    {
        Expect(on, [], Enumerable.Repeat(true, model.Values.Length).ToArray());
        on.Network.Forward();
        Ran(on);
    }

    private void ForwardTo(Instance on, int[] to)
    {
        Expect(on, [], NeededBy(to));
        on.Kept.UnionWith(to);
        on.Network.ForwardTo([.. to.Select(value => on.Network.Hooks[value])]);
        Ran(on);
    }

    private void ForwardFrom(Instance on, int[] from, int[] to, int number)
    {
        bool[] behind = Behind(from), has = to.Length == 0 ? [.. behind.Select(_ => true)] : NeededBy(to);
        for (int v = 0; v < has.Length; v++)
            has[v] &= behind[v];
        var given = from.Where(value => model.Values[value].Type != "Input").Where(value => has[value]).ToDictionary(
            value => value, value => ElementValues.Of($"given {value}", on.Oracle.Shapes[value].Count, it.Kind, number));
        bool isObstructed = model.Steps.Any(step => step.Outputs.Any(output => has[output] && !from.Contains(output))
            && (step.Inputs.Any(input => !behind[input]) || step.Outputs.Any(from.Contains)));
        bool isMissed = to.Any(value => !has[value]);
        if (isObstructed || isMissed)
        {
            on.LastPass = null;
            MustThrow<ArgumentException>("ForwardFrom", () => Run([]));
            return;
        }
        // A value in the table of words is given only by chance.
        if (given.Keys.Any(value => model.Steps.Any(step => step.Type == "Embed" && step.Inputs.Contains(value))))
            return;
        Expect(on, given, has);
        on.Kept.UnionWith(to);
        on.Kept.UnionWith(given.Keys);
        Run(given);
        Ran(on);

        void Run(Dictionary<int, float[]> values) => on.Network.ForwardFrom(
            [.. from.Select(value => on.Network.Hooks[value])],
            (hook, tensor) =>
            {
                int index = on.Network.Hooks.TakeWhile(other => other != hook).Count();
                if (values.TryGetValue(index, out float[]? value))
                    value.CopyTo(tensor.Span);
            },
            [.. to.Select(value => on.Network.Hooks[value])]);
    }

    // Callbacks compare while the pass runs, so what they should see is computed before.
    private void Expect(Instance on, Dictionary<int, float[]> given, bool[] has)
    {
        var inputs = on.Inputs.ToDictionary();
        var changes = on.Changes.Where(change => !given.ContainsKey(change.Key)).ToDictionary();
        bool[] runs = [.. model.Steps.Select(step => step.Outputs.Any(output => has[output] && !given.ContainsKey(output)))];
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
            if (model.Values[value].Type != "Input")
                MustThrow<InvalidOperationException>($"reading {Name(value)}, which was not computed,", () => _ = hook.Activation);
            return;
        }
        if (on.HasNewInputs && model.Values[value].Type == "Input")
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

    private void Watch(Instance on, int value)
    {
        IDisposable subscription = on.Network.Hooks[value].OnForward(tensor => See(on, () =>
        {
            if (on.LastPass is not { } pass || !pass.Has[value])
                throw new Disagreement("watched value", $"a callback on {Name(value)} is called in a pass that does not have it");
            // Callbacks that change it may have been there before, or come later.
            if (!pass.Changes.ContainsKey(value))
                CompareValue(on, "watched value", value, pass, tensor.Span.ToArray());
        }));
        on.Subscriptions.Add((subscription.Dispose, false));
    }

    private void WatchBackward(Instance on, int value)
    {
        IDisposable subscription = on.Network.Hooks[value].OnBackward(tensor => See(on, () =>
        {
            if (on.Gradients is not { } gradients || on.BackwardChanges.ContainsKey(value))
                return;
            if (gradients[value] is not { } gradient)
                throw new Disagreement("watched gradient", $"a callback on the gradient of {Name(value)} is called in a pass that does not have it");
            CompareGradient(on, "watched gradient", Name(value), gradient, tensor.Span, 1e-4);
        }));
        on.Subscriptions.Add((subscription.Dispose, false));
    }

    private static void See(Instance on, Action compare)
    {
        try
        {
            compare();
        }
        catch (Disagreement disagreement)
        {
            on.Seen ??= disagreement;
        }
        catch (Inconclusive)
        {
            // The comparison after the pass says so too.
        }
    }

    private void Change(Instance on, int value, int number)
    {
        if (on.Changes.ContainsKey(value) || model.Steps.Any(step => step.Type == "Embed" && step.Inputs.Contains(value)))
            return;
        var change = new Change(number % 3 == 0 ? -1 : number % 3 == 1 ? 2 : 0.5f, number % 2);
        on.Changes.Add(value, change);
        IDisposable subscription = on.Network.Hooks[value].OnForward(tensor => change.Apply(tensor.Span));
        on.Subscriptions.Add((() =>
        {
            subscription.Dispose();
            on.Changes.Remove(value);
        }, true));
        Forward(on);
    }

    private void ChangeBackward(Instance on, int value, int number)
    {
        if (on.BackwardChanges.ContainsKey(value))
            return;
        var change = new Change(number % 3 == 0 ? -1 : number % 3 == 1 ? 2 : 0.5f, number % 2);
        on.BackwardChanges.Add(value, change);
        IDisposable subscription = on.Network.Hooks[value].OnBackward(tensor => change.Apply(tensor.Span));
        on.Subscriptions.Add((() =>
        {
            subscription.Dispose();
            on.BackwardChanges.Remove(value);
        }, false));
    }

    private void EndWatch(Instance on, int number)
    {
        if (on.Subscriptions.Count == 0)
            return;
        (Action end, bool changesValues) = on.Subscriptions[number % on.Subscriptions.Count];
        on.Subscriptions.RemoveAt(number % on.Subscriptions.Count);
        end();
        if (changesValues)
            Forward(on);
    }

    private void Backward(Instance on, NetworkAction action)
    {
        int[] targets = Indices(action.Hooks), hooks = Indices(action.Others);
        (Target[] goals, Dictionary<int, float[]> seeds) = Targets(on, targets, action.Number);
        void Run() => on.Network.BackwardUntyped(goals, action.Rule, [.. hooks.Select(hook => on.Network.Hooks[hook])]);
        if (on.LastPass is not { } pass || targets.Concat(hooks).Any(value => !pass.Has[value]))
        {
            MustThrow<InvalidOperationException>("Backward of what was not computed", Run);
            return;
        }
        var path = new BackwardPlan(model, targets, hooks);
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

    private sealed class CallbackFailure : Exception;

    // A callback that fails, or cancels the pass, forward.
    private void ThrowForward(Instance on, int value, int number)
    {
        if (model.Values[value].Type == "Input" || model.Steps.Any(step => step.Type == "Embed" && step.Inputs.Contains(value)))
            return;
        Expect(on, [], Enumerable.Repeat(true, model.Values.Length).ToArray());
        using var cts = new CancellationTokenSource();
        IDisposable subscription = on.Network.Hooks[value].OnForward(tensor =>
        {
            if (number % 3 != 2)
                tensor.Span.Fill(17);
            if (number % 3 == 0)
                throw new CallbackFailure();
            cts.Cancel();
        });
        bool threw = false;
        try
        {
            on.Network.Forward(cts.Token);
        }
        catch (Exception failure) when (failure is CallbackFailure or OperationCanceledException)
        {
            threw = true;
        }
        subscription.Dispose();
        on.Seen = null;
        if (threw)
            on.LastPass = null;
        else if (number % 3 == 2)
            Ran(on);
        else
            Forward(on);
    }

    // The same backward; then the pass again, undisturbed.
    private void ThrowBackward(Instance on, NetworkAction action)
    {
        int[] targets = Indices(action.Hooks), hooks = Indices(action.Others);
        (Target[] goals, Dictionary<int, float[]> seeds) = Targets(on, targets, action.Number);
        if (on.LastPass is not { } pass || targets.Concat(hooks).Any(value => !pass.Has[value]) || on.HasNewInputs)
            return;
        var path = new BackwardPlan(model, targets, hooks);
        if (!path.IsConnected || !IsPassable(path, pass))
            return;
        int[] wanted = [.. Enumerable.Range(0, model.Values.Length).Where(path.Wants)];
        int at = wanted[action.Number % wanted.Length];
        using var cts = new CancellationTokenSource();
        IDisposable subscription = on.Network.Hooks[at].OnBackward(tensor =>
        {
            tensor.Span.Fill(17);
            if (action.Number % 2 == 0)
                throw new CallbackFailure();
            cts.Cancel();
        });
        RestoreOracle(on, pass);
        on.Gradients = on.Oracle.Backward(seeds, path, action.Rule, on.BackwardChanges);
        bool threw = false;
        try
        {
            on.Network.BackwardUntyped(goals, action.Rule, [.. hooks.Select(hook => on.Network.Hooks[hook])], cts.Token);
        }
        catch (Exception failure) when (failure is CallbackFailure or OperationCanceledException)
        {
            threw = true;
        }
        on.Seen = null;
        on.Gradients = null;
        subscription.Dispose();
        if (threw && model.Values[at].Type != "Input")
        {
            foreach (int hook in hooks)
                MustThrow<InvalidOperationException>($"reading the gradient of {Name(hook)} after a failed pass", () => _ = on.Network.Hooks[hook].Gradient);
        }
        Backward(on, action);
    }

    // A callback that reads whatever there is, keeps and subscribes others while the pass runs.
    private void Chatty(Instance on, int[] values, int number)
    {
        var random = new Random(number);
        IDisposable subscription = on.Network.Hooks[values[0]].OnForward(_ => See(on, () =>
        {
            if (on.LastPass is not { } pass)
                return;
            foreach (Hook hook in on.Network.Hooks)
            {
                if (random.Next(3) == 0)
                    continue;
                float[] found;
                try
                {
                    found = hook.Activation.Span.ToArray();
                }
                catch (InvalidOperationException)
                {
                    continue;
                }
                if (hook.Producer is null || on.Changes.ContainsKey(hook.Index))
                    continue;
                CompareValue(on, "value in a callback", hook.Index, pass, found);
            }
            foreach (int other in values.Skip(1))
            {
                if (random.Next(2) == 0)
                    on.Network.Hooks[other].Keep();
                else
                    on.Subscriptions.Add((on.Network.Hooks[other].OnForward(_ => { }).Dispose, false));
            }
        }));
        on.Subscriptions.Add((subscription.Dispose, false));
    }

    private void BackwardEach(Instance on, NetworkAction action)
    {
        int[] targets = Indices(action.Hooks);
        int hook = Indices(action.Others)[0], image = action.Number % on.Batch;
        Target[] goals = [.. targets.Select((target, i) => new Target(on.Network.Hooks[target], (action.Number + 7 * i) % on.Oracle.Shapes[target].CountFrom(1)))];
        var found = new float[goals.Length][];
        void Run() => on.Network.BackwardEachUntyped(goals, action.Rule, on.Network.Hooks[hook], (i, gradient) => found[i] = gradient.Span.ToArray(), image);
        if (on.LastPass is not { } pass || targets.Append(hook).Any(value => !pass.Has[value]))
        {
            MustThrow<InvalidOperationException>("BackwardEach of what was not computed", Run);
            return;
        }
        if (on.Batch > 1 && on.Oracle.Shapes[hook].Number != on.Batch)
        {
            MustThrow<ArgumentException>("BackwardEach at a value whose rows are no images", Run);
            return;
        }
        BackwardPlan[] paths = [.. targets.Select(target => new BackwardPlan(model, [target], [hook]))];
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
            for (int n = 0; n < on.Oracle.Shapes[targets[i]].Number; n++)
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
            int[] elements = (number + value) % 3 == 1 ? [number % count] : [.. Enumerable.Range(0, shape.Number).Select(image => (number + 5 * image) % count)];
            float[] seed = new float[shape.Count];
            for (int image = 0; image < shape.Number; image++)
                seed[image * count + elements[elements.Length == 1 ? 0 : image]] = 1;
            seeds.Add(value, seed);
            targets.Add(new Target(hook, elements));
        }
        return ([.. targets], seeds);
    }

    // Layers whose value was given have no gradient, but for products, which need nothing of a pass.
    private bool IsPassable(BackwardPlan path, Pass pass) =>
        path.IsDifferentiable && !model.Steps.Where((step, s) => path.Crosses(step) && !pass.Runs[s] && step.Type is not ("InnerProduct" or "Convolution")).Any();

    // Another instance of the same batch size may have used it since.
    private static void RestoreOracle(Instance on, Pass pass) => on.Oracle.Forward(pass.Inputs, pass.Given, pass.Changes);

    private void CompareValue(Instance on, string kind, int value, Pass pass, float[] found)
    {
        Compare(on, kind, Name(value), pass.Values[value], found);
        // Where the oracle's bits are others, those of the same inputs must be the same each time, whoever looks at what.
        if (!Folds || pass.Given.Count > 0 || pass.Changes.Count > 0)
            return;
        var inputs = new HashCode();
        foreach (float[] input in pass.Inputs.OrderBy(input => input.Key).Select(input => input.Value))
            inputs.AddBytes(MemoryMarshal.AsBytes(input.AsSpan()));
        if (!seenBefore.TryAdd((on.Batch, inputs.ToHashCode(), value), found))
            Comparison.Equal($"{kind}, again", Name(value), seenBefore[(on.Batch, inputs.ToHashCode(), value)], found);
    }

    private void Compare(Instance on, string kind, string what, ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        if (Folds)
            NearUnlessUndecided(on, kind, what, expected, actual, 1e-4);
        else
            Comparison.Equal(kind, what, expected, actual);
    }

    private void CompareGradient(Instance on, string kind, string what, ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double tolerance)
    {
        // Infinity by the slope 0 of a rectifier is NaN where it is multiplied, and 0 where the rectifier runs at the end of a sum.
        if (it.Kind == ValueKind.NotFinite && model.Steps.Any(step => step.Role == FusionRole.Rectifier) && HasZeroForNaN(expected, actual))
            throw new Inconclusive("infinity through a rectifier");
        if (Folds)
            NearUnlessUndecided(on, kind, what, expected, actual, tolerance);
        else
            Comparison.Near(kind, what, expected, actual, 1e-5 * Math.Max(1, Comparison.Largest(expected)));
    }

    private static bool HasZeroForNaN(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            if (float.IsNaN(expected[i]) && actual[i] == 0)
                return true;
        }
        return false;
    }

    private void NearUnlessUndecided(Instance on, string kind, string what, ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double tolerance)
    {
        try
        {
            double largest = Math.Max(1, on.LastPass!.Values.Max(value => Comparison.Largest(value)));
            Comparison.Near(kind, what, expected, actual, tolerance * Math.Max(largest, Comparison.Largest(expected)));
        }
        catch (Disagreement) when (IsUndecided(on))
        {
            throw new Inconclusive("rounding decides");
        }
    }

    // Whether rounding can decide what a rectifier or a maximum does.
    private bool IsUndecided(Instance on) => model.Steps.Any(step => step.Type switch
    {
        "ReLU" or "PReLU" or "ELU" or "AbsVal" => on.LastPass!.Values[step.Inputs[0]] is { } values && values.Any(value => Math.Abs(value) < 1e-3 * Math.Max(1, Comparison.Largest(values))),
        "ArgMax" or "Pooling" or "Eltwise" => true,
        _ => false,
    });

    private int Last => model.Values.Length;

    private bool[] NeededBy(int[] values)
    {
        bool[] has = new bool[Last];
        foreach (int value in values)
            has[value] = true;
        foreach (StepModel step in model.Steps.Reverse().Where(step => step.Outputs.Any(output => has[output])))
        {
            foreach (int value in step.Inputs.Concat(step.Outputs))
                has[value] = true;
        }
        return has;
    }

    private bool[] Behind(int[] values)
    {
        bool[] behind = new bool[Last];
        foreach (int value in values)
            behind[value] = true;
        foreach (StepModel step in model.Steps.Where(step => step.Inputs.Any(input => behind[input])))
        {
            foreach (int output in step.Outputs)
                behind[output] = true;
        }
        return behind;
    }

    private static void MustThrow<T>(string what, Action action)
        where T : Exception
    {
        try
        {
            action();
        }
        catch (T)
        {
            return;
        }
        throw new Disagreement("does not throw", $"{what} does not throw {typeof(T).Name}");
    }

    // The case owns its weights: oracles read them too.
    private sealed class Borrowed(WeightSource weights) : WeightSource
    {
        public override string Name => weights.Name;

        public override IReadOnlyList<LayerWeights> Layers => weights.Layers;

        public override void Dispose()
        {
        }
    }
}
