using CaffeSharpGen;
using CaffeSharpGen.Dynamic;
using CaffeSharpGen.GradCam;
using CaffeSharpGen.Imaging;
using CaffeSharpGen.Weights;
using Consumer;

// What a project outside of the repository can do with the packages: a network that is compiled in, the same at run time, and an explanation of both.
if (!Device.Cpu().ToString().Contains("AVX") && System.Runtime.Intrinsics.X86.X86Base.IsSupported)
    throw new InvalidOperationException($"the package's targets did not choose vectors: {Device.Cpu()}");

var random = new Random(1);
LayerTensors[] layers = [Layer("conv1", "Convolution", Shape.Of(16, 3, 3, 3), Shape.Of(16)), Layer("fc", "InnerProduct", Shape.Of(5, 16 * 16 * 16), Shape.Of(5))];
float[] image = [.. Enumerable.Range(0, 3 * 32 * 32).Select(_ => (float)random.NextDouble())];

using var compiled = Tiny.Load(new MemoryWeights(layers));
compiled.Data.Set(image);
compiled.Forward();
Explanation cam = compiled.GradCam(at: compiled.Relu1, of: compiled.Fc[compiled.Prob.Top(1)[0].Index]);
cam.ToHeatMap().Save("map.png");

CaffeModelWriter.Write("tiny.caffemodel", "Tiny", layers);
using Network atRunTime = PrototxtNetwork.Load("tiny.prototxt", "tiny.caffemodel");
atRunTime.Inputs["data"].Set(image);
atRunTime.Forward();
if (!compiled.Prob.Activation.Span.SequenceEqual(atRunTime["prob"].Activation.Span))
    throw new InvalidOperationException("the network that was compiled at run time computes something else");

// A network without metadata and without a name is called as its file, and takes as many images as one likes, whatever its first dim is.
LayerTensors sums = new("sum", "InnerProduct", [new Tensor(Shape.Of(1, 4), new float[] { 1, 1, 1, 1 }), new Tensor(Shape.Of(1))]);
using Row_Sums rows = Make<Row_Sums>(new MemoryWeights([sums]), batchSize: 2);
rows.Rows.Set([1, 2, 3, 4, 5, 6, 7, 8]);
rows.Forward();
if (!rows.Sum.Activation.Span.SequenceEqual([10, 26]))
    throw new InvalidOperationException("the sums are wrong");
Console.WriteLine($"{compiled.Network.Device}; map of {cam.Map.Shape} saved, {new FileInfo("map.png").Length} bytes");

// As a pool or a container of services does it.
static TNetwork Make<TNetwork>(WeightSource weights, int batchSize)
    where TNetwork : CompiledNetwork<TNetwork>, ICompiledNetwork<TNetwork> => TNetwork.Load(weights, batchSize: batchSize);

LayerTensors Layer(string name, string type, params Shape[] shapes) => new(name, type, [.. shapes.Select(shape =>
{
    var tensor = new Tensor(shape);
    foreach (ref float weight in tensor.Span)
        weight = (float)(random.NextDouble() - 0.5);
    return tensor;
})]);
