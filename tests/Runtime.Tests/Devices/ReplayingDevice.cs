using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Runtime.Tests.Devices;

/// <summary>
/// A device that records what a pass calls, and plays it again for an equal key instead of running the pass, as one with command graphs
/// does. Its kernels are those of another device.
/// </summary>
internal sealed class ReplayingDevice(Device device) : Device
{
    public int Recordings { get; private set; }

    public int Replays { get; private set; }

    public override DeviceSession CreateSession(PackedWeightCache packedWeights) => new Session(this, device.CreateSession(packedWeights));

    public override string ToString() => $"{device}, replayed";

    public override void Dispose() => device.Dispose();

    private sealed class Session(ReplayingDevice owner, DeviceSession session) : DeviceSession
    {
        private readonly Dictionary<PassKey, List<Action>> passes = [];
        private List<Action>? recording;

        public override DeviceBuffer Allocate(Shape shape, bool isInput = false) => session.Allocate(shape, isInput);

        public override DeviceArena? CreateArena(long floats) => session.CreateArena(floats);

        public override PreparedOperation? Prepare(
            Operation operation, IReadOnlyList<DeviceBuffer> inputs, IReadOnlyList<DeviceBuffer> outputs,
            IReadOnlyList<WeightBlob> weights) =>
            Recorded(session.Prepare(operation, inputs, outputs, weights));

        public override PreparedOperation? PrepareChain(IReadOnlyList<ChainLink> chain) => Recorded(session.PrepareChain(chain));

        public override void RunPass(PassKey key, Action pass, CancellationToken cancellationToken)
        {
            if (passes.TryGetValue(key, out List<Action>? calls))
            {
                owner.Replays++;
                session.RunPass(key, () => calls.ForEach(call => call()), cancellationToken);
                return;
            }
            owner.Recordings++;
            recording = [];
            session.RunPass(key, pass, cancellationToken);
            passes.Add(key, recording);
        }

        public override void Add(DeviceBuffer from, DeviceBuffer into) => Record(() => session.Add(from, into));

        public override void Dispose() => session.Dispose();

        private void Record(Action call)
        {
            recording?.Add(call);
            call();
        }

        private Recording? Recorded(PreparedOperation? operation) => operation is null ? null : new Recording(this, operation);

        private sealed class Recording(Session session, PreparedOperation operation) : PreparedOperation
        {
            public override bool CanAdd => operation.CanAdd;

            public override bool CanRectify => operation.CanRectify;

            public override string Algorithm => operation.Algorithm;

            public override void Forward() => session.Record(operation.Forward);

            public override void Backward(in OperationGradients gradients)
            {
                ReluRule rule = gradients.Rule;
                OutputGradient[] outputs = gradients.Outputs.ToArray();
                InputGradient[] inputs = gradients.Inputs.ToArray();
                session.Record(() => operation.Backward(new OperationGradients(rule, outputs, inputs)));
            }

            public override void Dispose() => operation.Dispose();
        }
    }
}
