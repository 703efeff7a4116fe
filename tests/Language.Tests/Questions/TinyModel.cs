namespace CaffeSharpGen.Language.Tests;

/// <summary>The goldens' networks: a narrow VGG-19 and a narrow question answering model.</summary>
internal sealed class TinyModel : IDisposable
{
    private readonly Device device;
    private readonly QuestionCheckpoint checkpoint;

    public TinyModel(string kernels = "simd", string checkpoint = "lstm.t7")
    {
        string caffemodel = SharedFolder.Require("golden", "models", "vgg19_tiny.caffemodel");
        Vocabulary = QuestionVocabulary.Read(SharedFolder.Require("golden", "vqa", "data_prepro.json"));
        this.checkpoint = QuestionCheckpoint.Open(SharedFolder.Require("golden", "vqa", checkpoint));
        device = kernels == "scalar" ? Device.Scalar() : Device.Cpu(2);
        Cnn = Vgg19Tiny.Load(caffemodel, device);
        Sizes = this.checkpoint.FindSizes(Vocabulary, Cnn.Drop7.Shape.Count);
        var step = VqaTinyStep.Load(this.checkpoint.ReadEncoder(Sizes), device);
        Model = new QuestionAnswering(
            new UnrolledNetwork(step), this.checkpoint.ReadWords(Sizes), VqaTinyFusion.Load(this.checkpoint.ReadFusion(Sizes), device),
            Cnn.Drop7);
        Cnn.Relu5_4.Keep();
    }

    public QuestionVocabulary Vocabulary { get; }

    public QuestionModelSizes Sizes { get; }

    public Vgg19Tiny Cnn { get; }

    public QuestionAnswering Model { get; }

    public void Dispose()
    {
        Model.Dispose();
        Cnn.Dispose();
        checkpoint.Dispose();
        device.Dispose();
    }
}
