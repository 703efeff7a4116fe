using CaffeSharpGen.Cuda.Contexts;

namespace CaffeSharpGen.Cuda.Memory;

/// <summary>
/// What kernels found wrong in the values that they read, as the index of a row that a table does not have. A kernel that finds the first
/// such thing of a pass writes it into a record on the device; the session reads the record after passes that may have written it.
/// </summary>
internal sealed class Faults(SessionMemory session) : IDisposable
{
    // int code, int element, float value, unused.
    private const int RecordFloats = 4;

    private readonly List<Func<int, float, string>> messages = [];
    private readonly float[] record = new float[RecordFloats];
    private DeviceMemory? memory;
    private bool mayHaveFaults;

    /// <summary>Registers a kind of fault.</summary>
    /// <param name="message">What to say of it, given the element and its value.</param>
    /// <returns>Its code: a kernel writes it if the record's code is 0.</returns>
    public int Register(Func<int, float, string> message)
    {
        messages.Add(message);
        return messages.Count;
    }

    /// <summary>The record, for a kernel that is about to be launched.</summary>
    public ulong Record
    {
        get
        {
            mayHaveFaults = true;
            memory ??= DeviceMemory.OfZeros(session.Context, RecordFloats * sizeof(float));
            return memory.Pointer;
        }
    }

    /// <summary>Whether kernels were launched, or recorded, that may have written it.</summary>
    public bool MayHaveFaults => mayHaveFaults;

    /// <summary>Says that kernels that were recorded earlier may have written it.</summary>
    public void MarkReplayed() => mayHaveFaults = true;

    /// <summary>Throws what kernels found, once.</summary>
    /// <exception cref="InvalidOperationException">They found something.</exception>
    public void Throw()
    {
        if (!mayHaveFaults || memory is null)
            return;
        mayHaveFaults = false;
        session.Context.Staging.Download(memory.Pointer, record);
        int code = BitConverter.SingleToInt32Bits(record[0]);
        if (code == 0)
            return;
        memory.Clear(session.Context);
        throw new InvalidOperationException(messages[code - 1](BitConverter.SingleToInt32Bits(record[1]), record[2]));
    }

    /// <summary>Forgets what kernels found in a pass that ended early: it concerns none after it.</summary>
    public void Forget()
    {
        if (!mayHaveFaults || memory is null)
            return;
        memory.Clear(session.Context);
        mayHaveFaults = false;
    }

    /// <inheritdoc/>
    public void Dispose() => memory?.Dispose();
}
