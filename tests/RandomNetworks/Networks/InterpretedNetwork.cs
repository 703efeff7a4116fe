using CaffeSharpGen.Weights;

namespace CaffeSharpGen.RandomNetworks.Networks;

/// <summary>A network that does what its generated class would do, without a C# compiler: it reads the plan instead of having it printed.</summary>
internal abstract class InterpretedNetwork : Network<InterpretedNetwork>
{
    private InterpretedNetwork(WeightSource weights, Device device, int batch) : base("random", weights, device, batch)
    {
    }

    private InterpretedNetwork(InterpretedNetwork sharing, int batch) : base(sharing.Name, sharing, batch)
    {
    }

    protected abstract NetworkProgram Program { get; }

    /// <summary>Loads a network.</summary>
    public static InterpretedNetwork Load(NetworkProgram program, WeightSource weights, Device device, int batch) => new Loaded(program, weights, device, batch);

    /// <summary>Another instance over the same weights.</summary>
    public InterpretedNetwork Share(int batch) => new Shared(Program, this, batch);

    /// <inheritdoc/>
    public override Network? ShareUntyped(int batch) => Program.Model.HasFreeBatch || batch == Batch ? Share(batch) : null;

    /// <inheritdoc/>
    protected override void Define(NetworkBuilder network) => Program.Define(network);

    /// <inheritdoc/>
    protected override void RunForward()
    {
        for (int group = 0; group < Program.Memory.Groups.Length; group++)
            ForwardGroup(group);
    }

    /// <inheritdoc/>
    protected override void RunBackward()
    {
        for (int group = Program.Memory.Groups.Length - 1; group >= 0; group--)
            BackwardGroup(group);
    }

    /// <inheritdoc/>
    protected override int HookIndex(string caffeName) => Program.HookIndex(caffeName);

    // The base class defines the network while it is constructed: a captured parameter is there by then, a field set in a constructor's body is not.
    private sealed class Loaded(NetworkProgram program, WeightSource weights, Device device, int batch) : InterpretedNetwork(weights, device, batch)
    {
        protected override NetworkProgram Program => program;
    }

    private sealed class Shared(NetworkProgram program, InterpretedNetwork sharing, int batch) : InterpretedNetwork(sharing, batch)
    {
        protected override NetworkProgram Program => program;
    }
}
