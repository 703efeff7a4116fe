namespace CaffeSharpGen.Language.Tests;

/// <summary>The goldens' captioner: a narrow VGG-16 and a narrow language model, and the picture that all runs have.</summary>
internal sealed class TinyCaptioner : IDisposable
{
    private readonly Device device;
    private readonly CaptionCheckpoint checkpoint;

    public TinyCaptioner(string kernels = "simd", string checkpoint = "model_cpu.t7")
    {
        this.checkpoint = CaptionCheckpoint.Open(SharedFolder.Require("golden", "captioning", checkpoint));
        device = kernels == "scalar" ? Device.Scalar() : Device.Cpu(2);
        SequentialWeights weights = this.checkpoint.ReadPictureNetwork();
        Cnn = CaptionTinyCnn.Load(weights, device);
        weights.RequireSame(Cnn);
        var step = CaptionTinyStep.Load(this.checkpoint.ReadStep(), device);
        Model = new CaptionModel(step, this.checkpoint.ReadWords(), Cnn.Relu8, this.checkpoint.MostWords);
        Cnn.Relu5_3.Keep();
        Cnn.Data.Set(Load("generated", "img").Floats);
        Cnn.Forward();
    }

    public CaptionTinyCnn Cnn { get; }

    public CaptionModel Model { get; }

    public CaptionModelSizes Sizes => checkpoint.Sizes;

    public Vocabulary Vocabulary => checkpoint.Vocabulary;

    public Caption Read(string folder)
    {
        Caption caption = Caption.Read(Line(folder, "Grad-CAM caption: \t"), Vocabulary, Model.MostWords);
        Model.Read(caption);
        return caption;
    }

    public static string Line(string folder, string start) =>
        File.ReadAllText(SharedFolder.Require("golden", "captioning", folder, "stdout.txt"))
        .Split('\n').Single(line => line.StartsWith(start, StringComparison.Ordinal))[start.Length..];

    public static Npy Load(string folder, string tensor) => Npy.Load(SharedFolder.Require("golden", "captioning", folder, $"{tensor}.npy"));

    public void Dispose()
    {
        Model.Dispose();
        Cnn.Dispose();
        checkpoint.Dispose();
        device.Dispose();
    }
}
