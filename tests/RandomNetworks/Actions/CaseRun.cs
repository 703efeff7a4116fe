using CaffeSharpGen.Cpu;
using CaffeSharpGen.Cpu.Memory;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.RandomNetworks.Networks;
using CaffeSharpGen.RandomNetworks.Oracles;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.RandomNetworks.Actions;

/// <summary>Runs a case and compares all that can be seen with the oracle.</summary>
internal sealed partial class CaseRun : IDisposable
{
    // What numbers grow beyond says nothing about the network.
    private const double LargestMagnitude = 1e5;

    private readonly RandomCase it;
    private readonly NetworkProgram program;
    private readonly NetworkDefinition network;
    private readonly MemoryWeights weights;
    private readonly List<Instance> instances = [];
    private readonly Dictionary<int, LayerByLayer> oracles = [];

    // By images, inputs and value.
    private readonly Dictionary<(int, int, int), float[]> seenBefore = [];

    private CaseRun(RandomCase it)
    {
        this.it = it;
        program = NetworkProgram.Compile(it.Text.ToString());
        network = program.Network;
        weights = ElementValues.Weights(program, it.HasWholeWeights);
    }

    /// <summary>Whether layers that run as one may round otherwise than by themselves: scales and biases that are folded into a convolution.</summary>
    private bool Folds => !it.Device.IsScalar && network.Steps.Any(step => step.IsFused && program.RoleOf(step) == FusionRole.ScaleShift);

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
        NetworkDefinition read = RequireTable();
        int batchSize = network.HasFreeBatch ? it.Images : 1;
        Instance first = Add(it.HasPasses
            ? NetworkWithPasses.Load(read, weights, it.Device.Open(), batchSize).Network
            : new Network(network, weights, it.Device.Open(), batchSize, leaveOpen: true));
        Set(first, 0);
        CheckKernels(first);
        if (it.HasPasses)
            CheckPasses(first, read);
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
        using var plain = new LayerByLayer(network, weights, Configuration.Scalar.Open(), first.BatchSize);
        var check = new KernelCheck(network, first.Oracle, plain, WeightsOf);
        check.Forward(values);
        int[] inputs = [.. network.Inputs];
        foreach (int output in network.Outputs)
        {
            int[] hooks = [.. inputs.Where(input => new BackwardPlan(network, [output], [input]) is { IsConnected: true })];
            var path = new BackwardPlan(network, [output], hooks);
            if (hooks.Length == 0 || !path.IsDifferentiable)
                continue;
            var seeds = new Dictionary<int, float[]> { [output] = ElementValues.Of($"seed of {output}", first.Oracle.Shapes[output].Count, it.Kind, 1) };
            foreach (ReluRule rule in Enum.GetValues<ReluRule>())
                check.Backward(seeds, path, rule);
        }
    }

    private float[] WeightsOf(StepDefinition step, int i)
    {
        (string layer, int blob) = NetworkProgram.OwnerOf(step, i);
        return weights.Require(layer, blob, step.Weights[i]).Span.ToArray();
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
                    Add(on.Network.Share(network.HasFreeBatch ? 1 + action.Number % 4 : 1));
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

    private Instance Add(Network made)
    {
        if (!oracles.TryGetValue(made.BatchSize, out LayerByLayer? oracle))
            oracles.Add(made.BatchSize, oracle = new LayerByLayer(network, weights, it.Device.OnOneThread.Open(), made.BatchSize));
        var instance = new Instance(made, oracle, made.BatchSize);
        instances.Add(instance);
        return instance;
    }

    private int[] Indices(ImmutableArray<string> hooks) => [.. hooks.Select(program.HookIndex)];

    private string Name(int value) => $"'{network.Values[value].Name}'";

    private bool IsInput(int value) => network.Inputs.Contains(value);

    private int Last => network.Values.Length;

    private bool[] NeededBy(int[] values)
    {
        bool[] has = new bool[Last];
        foreach (int value in values)
            has[value] = true;
        foreach (StepDefinition step in network.Steps.Reverse().Where(step => step.Outputs.Any(output => has[output])))
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
        foreach (StepDefinition step in network.Steps.Where(step => step.Inputs.Any(input => behind[input])))
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
}
