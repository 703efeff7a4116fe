using System.Reflection;
using System.Runtime.ExceptionServices;
using CaffeSharpGen.Weights;
using Microsoft.CodeAnalysis;

namespace CaffeSharpGen.Generator.Tests.Running;

/// <summary>A prototxt from its text to numbers: generated, compiled, loaded and run.</summary>
internal sealed class LoadedNetwork : IDisposable
{
    private readonly Device device;

    private LoadedNetwork(Network network, Device device) => (Network, this.device) = (network, device);

    public Network Network { get; }

    /// <summary>Compiles a prototxt and loads weights, which belong to the network unless they are left open.</summary>
    public static LoadedNetwork Load(string prototxt, WeightSource weights, bool leaveOpen = false)
    {
        var run = new GeneratorRun(new Prototxt("net.prototxt", prototxt) { Metadata = { ["CaffeClassName"] = "Net" } });
        Assert.DoesNotContain(run.Diagnostics, message => message.Severity == DiagnosticSeverity.Error);
        var device = Device.Cpu(2);
        try
        {
            return new LoadedNetwork(Of(run.Load().GetType("Demo.Net", throwOnError: true)!, weights, device, leaveOpen), device);
        }
        catch
        {
            device.Dispose();
            throw;
        }
    }

    /// <summary>The network of a generated class.</summary>
    public static Network Of(Type type, WeightSource weights, Device device, bool leaveOpen)
    {
        MethodInfo load = type.GetMethods()
            .Single(method => method.Name == "Load" && method.GetParameters() is [{ ParameterType: var first }, { ParameterType: var second }, ..]
                && first == typeof(WeightSource) && second == typeof(Device));
        object?[] arguments =
        [
            .. load.GetParameters().Select(parameter => parameter.Name switch
            {
                "weights" => weights,
                "device" => device,
                "leaveOpen" => leaveOpen,
                _ => parameter.DefaultValue,
            }),
        ];
        try
        {
            object compiled = load.Invoke(null, arguments)!;
            return (Network)compiled.GetType().GetProperty("Network")!.GetValue(compiled)!;
        }
        catch (TargetInvocationException thrown)
        {
            ExceptionDispatchInfo.Throw(thrown.InnerException!);
            throw;
        }
    }

    /// <summary>The same, with the weights of a file.</summary>
    public static LoadedNetwork Open(string prototxt, string caffemodel) => Load(prototxt, CaffeModel.Open(caffemodel));

    /// <summary>What the network refuses of weights.</summary>
    public static string Refusal(string prototxt, WeightSource weights) =>
        Assert.Throws<WeightException>(() => Load(prototxt, weights)).Message;

    /// <summary>Runs the network.</summary>
    /// <param name="inputs">One after the other, in their order.</param>
    public LoadedNetwork Run(params float[][] inputs)
    {
        foreach ((InputHook input, float[] values) in Network.Inputs.Zip(inputs))
            input.Set(values);
        Network.Forward();
        return this;
    }

    /// <summary>A value, by Caffe's name of its layer.</summary>
    public float[] this[string layer] =>
        Network.TryGetHook(layer, out Hook? hook) ? hook.Activation.Span.ToArray() : throw new ArgumentException(layer);

    public void Dispose()
    {
        Network.Dispose();
        device.Dispose();
    }
}
