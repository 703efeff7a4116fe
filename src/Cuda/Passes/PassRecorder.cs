using System.Diagnostics;
using CaffeSharpGen.Cuda.Contexts;
using CaffeSharpGen.Cuda.Memory;

namespace CaffeSharpGen.Cuda.Passes;

/// <summary>
/// Runs the passes of a session. A pass of a key runs as it is the first time, when it may still prepare and allocate; the second time it
/// is recorded as a CUDA graph; from then on the graph runs. A pass that transferred something, as one with an operation on the CPU does,
/// is never recorded. When memory has moved, recordings are of no use.
/// </summary>
internal sealed class PassRecorder(SessionMemory session) : IDisposable
{
    private const int MostRecordings = 16;

    // Keys of passes that ran once and may be recorded, the oldest first.
    private readonly List<PassKey> candidates = [];

    // The least recently used first.
    private readonly List<Recording> recordings = [];
    private int moves;

    /// <summary>How many passes were replayed.</summary>
    public int Replays { get; private set; }

    /// <summary>Why passes are not recorded any more: the driver or a library does not take it; null if they are.</summary>
    public string? Obstacle { get; private set; }

    /// <summary>Whether passes are recorded here and now.</summary>
    private bool IsOn => session.Context.Options.RecordPasses && Obstacle is null && !Debugger.IsAttached && !IsSwitchedOff;

    private static bool IsSwitchedOff { get; } = Environment.GetEnvironmentVariable("CSG_CUDA_GRAPHS") == "0";

    /// <summary>Runs a pass.</summary>
    public void Run(PassKey key, Action pass)
    {
        if (moves != session.Moves)
            Forget();
        if (!IsOn)
        {
            pass();
            return;
        }
        if (recordings.FindIndex(recording => recording.Key == key) is >= 0 and var index)
        {
            Recording recording = recordings[index];
            recordings.RemoveAt(index);
            recordings.Add(recording);
            using CudaContext.Turn turn = session.Context.Enter();
            recording.Replay(session);
            Replays++;
        }
        else if (candidates.Remove(key))
        {
            Record(key, pass);
        }
        else
        {
            RunFirst(key, pass);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Forget();

    private void RunFirst(PassKey key, Action pass)
    {
        int transfers = session.Transfers;
        pass();
        if (session.Transfers != transfers)
            return;
        if (candidates.Count == MostRecordings)
            candidates.RemoveAt(0);
        candidates.Add(key);
    }

    private void Record(PassKey key, Action pass)
    {
        // The stream is captured for one pass only.
        using CudaContext.Turn turn = session.Context.Enter();
        Recording recording;
        try
        {
            recording = Recording.Of(session, key, pass);
        }
        catch (CudaException e)
        {
            // Nothing has run yet. Without recordings, results are the same.
            pass();
            // What needed more memory has it now, and may be recorded next time.
            if (moves == session.Moves)
                Obstacle = e.Message;
            return;
        }
        if (recordings.Count == MostRecordings)
        {
            recordings[0].Dispose();
            recordings.RemoveAt(0);
        }
        recordings.Add(recording);
        recording.Replay(session);
    }

    private void Forget()
    {
        foreach (Recording recording in recordings)
            recording.Dispose();
        recordings.Clear();
        candidates.Clear();
        moves = session.Moves;
    }
}
