using Microsoft.ML.OnnxRuntime;

namespace CaffeSharpGen.Start;

/// <summary>ONNX Runtime.</summary>
internal static class Engine
{
    /// <summary>Loads a network and returns its forward pass.</summary>
    /// <param name="network">Its prototxt in models/, without extension.</param>
    /// <param name="file">Its ONNX file, whose number of images is called <c>images</c>.</param>
    /// <param name="threads">Threads.</param>
    public static Action Load(string network, string file, int threads)
    {
        using var options = new SessionOptions { IntraOpNumThreads = threads, InterOpNumThreads = 1 };
        options.AddFreeDimensionOverrideByName("images", 1);
        var session = new InferenceSession(file, options);
        return () => Run(session);
    }

    private static void Run(InferenceSession session)
    {
        (string name, NodeMetadata metadata) = session.InputMetadata.Single();
        long[] lengths = Array.ConvertAll(metadata.Dimensions, length => (long)length);
        float[] picture = new float[lengths.Aggregate(1L, (count, length) => count * length)];
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(picture, lengths);
        using var run = new RunOptions();
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(run, [name], [input], session.OutputNames);
    }
}
