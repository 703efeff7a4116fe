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
Console.WriteLine($"{compiled.Network.Device}; map of {cam.Map.Shape} saved, {new FileInfo("map.png").Length} bytes");

LayerTensors Layer(string name, string type, params Shape[] shapes) => new(name, type, [.. shapes.Select(shape =>
{
    var tensor = new Tensor(shape);
    foreach (ref float weight in tensor.Span)
        weight = (float)(random.NextDouble() - 0.5);
    return tensor;
})]);
