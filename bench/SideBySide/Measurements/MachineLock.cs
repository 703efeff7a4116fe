using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CaffeSharpGen.SideBySide.Measurements;

/// <summary>Keeps neighbours away who lock the same file.</summary>
internal sealed partial class MachineLock : IDisposable
{
    private const int ReadOnly = 0, Exclusive = 2;
    private readonly SafeFileHandle? file;

    private MachineLock(SafeFileHandle? file) => this.file = file;

    /// <summary>Waits for the lock; without a file it is free.</summary>
    public static MachineLock Take(string? path)
    {
        if (path is null)
            return new MachineLock(null);
        // Not by .NET, which takes a lock of its own on what it opens, and does not wait for it.
        var file = new SafeFileHandle(Open(path, ReadOnly), ownsHandle: true);
        if (file.IsInvalid || Lock(file, Exclusive) != 0)
            throw new MeasurementException($"{path}: it cannot be locked ({Marshal.GetLastPInvokeErrorMessage()}); expected a file that exists and can be read");
        return new MachineLock(file);
    }

    public void Dispose() => file?.Dispose();

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Lock(SafeFileHandle file, int operation);
}
