namespace CaffeSharpGen.Models.Download;

/// <summary>
/// Lets one process at a time download a file. The lock is an empty file that stays: if it were deleted, two processes could hold two
/// files of its name.
/// </summary>
internal static class FileLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    // EWOULDBLOCK of Linux, that of macOS and BSD, and ERROR_SHARING_VIOLATION.
    private static readonly int[] HeldByAnother = [11, 35, unchecked((int)0x80070020)];

    /// <summary>Waits until no other process has the lock; the process that gets it keeps it until it disposes of it.</summary>
    /// <param name="path">Of the lock.</param>
    /// <param name="waits">Called once if there is something to wait for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<IDisposable> AcquireAsync(string path, Action waits, CancellationToken cancellationToken)
    {
        for (bool isFirst = true; ; isFirst = false)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException held) when (HeldByAnother.Contains(held.HResult))
            {
                if (isFirst)
                    waits();
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
