namespace CaffeSharpGen.SideBySide.Engines;

/// <summary>One of the engines, in a process of its own.</summary>
internal abstract class Engine : IDisposable
{
    /// <summary>Its name and version, and what it runs on.</summary>
    public abstract string Description { get; }

    /// <summary>Writes its file of a network, unless there is one that is newer than what it is made from.</summary>
    public void Prepare(NetworkCase network)
    {
        string file = FileOf(network);
        string[] sources = [network.Prototxt, typeof(Engine).Assembly.Location, .. file == network.CaffeModel ? [] : new[] { network.CaffeModel }];
        if (sources.All(source => File.GetLastWriteTimeUtc(source) < File.GetLastWriteTimeUtc(file)))
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        string unfinished = file + ".part";
        Export(network, unfinished);
        File.Move(unfinished, file, overwrite: true);
    }

    /// <summary>Makes a network ready to run, from its file. Frees the one before.</summary>
    public abstract void Load(NetworkCase network, int batch);

    /// <summary>Sets the images, N×C×H×W, and the element of the logits to explain of each.</summary>
    public abstract void Feed(float[] images, int[] targets);

    /// <summary>Runs, until its results can be read.</summary>
    public abstract void Run(Mode mode);

    /// <summary>Reads a result of the last run.</summary>
    public abstract float[] Read(Output output);

    public abstract void Dispose();

    protected abstract string FileOf(NetworkCase network);

    /// <summary>Writes its file from the caffemodel; ours is the caffemodel.</summary>
    protected abstract void Export(NetworkCase network, string path);
}
