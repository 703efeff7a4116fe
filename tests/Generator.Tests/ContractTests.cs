using System.Reflection;
using CaffeSharpGen.Weights;

namespace CaffeSharpGen.Generator.Tests;

/// <summary>Code that serves any network class makes instances of it by <see cref="ICompiledNetwork{TSelf}"/>.</summary>
public sealed class ContractTests
{
    private const string Program = """
        using System.IO;
        using CaffeSharpGen;
        using CaffeSharpGen.Weights;
        namespace Demo;
        static class Program
        {
            static string Make<TNetwork>(WeightSource weights, int batchSize)
                where TNetwork : CompiledNetwork<TNetwork>, ICompiledNetwork<TNetwork>
            {
                using TNetwork loaded = TNetwork.Load(weights, batchSize: batchSize, leaveOpen: true);
                using TNetwork shared = loaded.Share();
                loaded.Forward();
                return $"{shared.Network.Name} {shared.BatchSize}";
            }

            static string File<TNetwork>(string file)
                where TNetwork : CompiledNetwork<TNetwork>, ICompiledNetwork<TNetwork>
            {
                using TNetwork loaded = TNetwork.Load(file);
                return loaded.Network.Name;
            }

            static string Free(WeightSource weights, int batchSize) => Make<Free>(weights, batchSize);
            static string Fixed(WeightSource weights, int batchSize) => Make<Fixed>(weights, batchSize);
            static string FreeFile(string file) => File<Free>(file);
            static string FixedFile(string file) => File<Fixed>(file);
        }
        """;

    private static readonly GeneratorRun Networks = new(Program, Net("Free", shape: "0 dim: 4"), Net("Fixed", shape: "4 dim: 2"));

    [Fact]
    public void A_network_is_loaded_and_shared_by_its_type()
    {
        Assert.Empty(Networks.CompilerMessages());
        Assert.Equal("Free 1", Call("Free", Weights(), 1));
        Assert.Equal("Free 3", Call("Free", Weights(), 3));
        Assert.Equal("Fixed 1", Call("Fixed", Weights(), 1));
    }

    [Fact]
    public void A_network_is_loaded_from_a_file_by_its_type()
    {
        string file = Path.GetTempFileName();
        try
        {
            CaffeModelWriter.Write(file, "any", [new LayerTensors("fc", "InnerProduct", [new Tensor([4, 4]), new Tensor([4])])]);
            Assert.Equal("Free", Call("FreeFile", file));
            Assert.Equal("Fixed", Call("FixedFile", file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_number_of_images_that_the_prototxt_fixes_is_refused()
    {
        Exception? thrown = Assert.Throws<TargetInvocationException>(() => Call("Fixed", Weights(), 2)).InnerException;
        Assert.Contains("the prototxt of Fixed fixes the number of images", Assert.IsType<ArgumentOutOfRangeException>(thrown).Message);
    }

    private static object? Call(string method, params object[] arguments) =>
        Networks.Load().GetType("Demo.Program", throwOnError: true)!
            .GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!.Invoke(null, arguments);

    private static MemoryWeights Weights() => new([new LayerTensors("fc", "InnerProduct", [new Tensor([4, 4]), new Tensor([4])])]);

    // Of rows of four numbers; a Reshape to fixed lengths fixes the batch.
    private static Prototxt Net(string name, string shape) => new($"{name}.prototxt", $$"""
        name: "{{name}}"
        input: "data" input_shape { dim: 2 dim: 4 }
        layer { name: "fc" type: "InnerProduct" bottom: "data" top: "fc" inner_product_param { num_output: 4 } }
        layer { name: "reshaped" type: "Reshape" bottom: "fc" top: "reshaped" reshape_param { shape { dim: {{shape}} } } }
        """);
}
