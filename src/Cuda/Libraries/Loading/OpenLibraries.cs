namespace CaffeSharpGen.Cuda.Libraries.Loading;

/// <summary>What a search has loaded. Disposing unloads it, the last first, unless it was kept.</summary>
internal sealed class OpenLibraries(INativeLoader loader) : IDisposable
{
    private readonly List<nint> handles = [];

    /// <summary>Loads a library.</summary>
    /// <param name="path">A full path, or a name.</param>
    /// <param name="failure">Why a library that is there does not load; null if none is there.</param>
    /// <returns>The handle; 0 if the library does not load.</returns>
    public nint Load(string path, out string? failure)
    {
        nint handle = loader.Load(path, out failure);
        if (handle != 0)
            handles.Add(handle);
        return handle;
    }

    /// <summary>Gives what is loaded to another owner.</summary>
    public void MoveTo(OpenLibraries owner)
    {
        owner.handles.AddRange(handles);
        handles.Clear();
    }

    /// <summary>Keeps what is loaded for as long as the process runs.</summary>
    public void Keep() => handles.Clear();

    /// <summary>Unloads what is not kept.</summary>
    public void Dispose()
    {
        for (int i = handles.Count - 1; i >= 0; i--)
            loader.Free(handles[i]);
        handles.Clear();
    }
}
