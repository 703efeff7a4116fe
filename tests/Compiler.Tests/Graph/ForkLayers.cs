using CaffeSharpGen.Compiler.Layers;
using CaffeSharpGen.Compiler.Nets;
using CaffeSharpGen.Compiler.Schemas;
using Op = CaffeSharpGen.Operations;

namespace CaffeSharpGen.Tests;

/// <summary>
/// Layer types of one name in several dialects, for tests: <c>Warp</c> of two forks, and another <c>ReLU</c>. The operation that a layer
/// becomes says whose it is.
/// </summary>
internal static class ForkLayers
{
    public static LayerDefinition[] All => [new OfOpenCv.Warp(), new OfSsd.Warp(), new OfYolo.ReLU()];

    public static class OfSsd
    {
        public sealed class Warp : ForkLayer
        {
            public override Dialect Dialect => Dialect.Ssd;

            public override string ParameterField => "warp_param";

            public override MessageSchema Parameter { get; } = new MessageSchema("WarpParameter").Int("order").Int("mode").Bool("shared");

            public override CompiledLayer Compile(LayerContext layer) => layer.Parameter.Int("order", 0) < 5
                ? new CompiledLayer(new Op.AbsVal(), layer.Bottom)
                : throw layer.Error($"order is {layer.Parameter.Int("order", 0)}", "order");
        }
    }

    public static class OfOpenCv
    {
        public sealed class Warp : ForkLayer
        {
            public override Dialect Dialect => Dialect.OpenCv;

            public override string ParameterField => "warp_param";

            public override MessageSchema Parameter { get; } =
                new MessageSchema("WarpParameter").Float("angle").String("mode").Bool("shared");

            public override CompiledLayer Compile(LayerContext layer) => new(new Op.TanH(), layer.Bottom);
        }
    }

    public static class OfYolo
    {
        public sealed class ReLU : ForkLayer
        {
            public override Dialect Dialect => Dialect.Yolo;

            public override string ParameterField => "relu_param";

            public override MessageSchema Parameter { get; } = new MessageSchema("ReLUParameter").Float("cap");

            public override CompiledLayer Compile(LayerContext layer) => new(new Op.Sigmoid(), layer.Bottom);
        }
    }

    public abstract class ForkLayer : LayerDefinition
    {
        public override string Summary => "A test.";

        public override IEnumerable<LayerExample> Examples => [new("", [1, 3, 2, 2])];
    }
}
