namespace CaffeSharpGen.SideBySide.Engines;

/// <summary>One of the engines, in a process of its own.</summary>
internal abstract class Engine : IDisposable
{
    /// <summary>Its name and version, and what it runs on.</summary>
    public abstract string Description { get; }

    /// <summary>Writes its file of a network, from the caffemodel (our engine: the caffemodel).</summary>
    public abstract void Export(NetworkCase network);

    /// <summary>Makes a network ready to run, from its file. Frees the one before.</summary>
    public abstract void Load(NetworkCase network, int batch);

    /// <summary>Sets the images, N×C×H×W, and the element of the logits to explain of each.</summary>
    public abstract void Feed(float[] images, int[] targets);

    /// <summary>Runs, until its results could be read.</summary>
    public abstract void Run(Mode mode);

    /// <summary>Reads a result of the last run.</summary>
    public abstract float[] Read(Output output);

    public abstract void Dispose();
}
