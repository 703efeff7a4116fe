namespace CaffeSharpGen.Weights;

/// <summary>Looks at the bytes of a stream that have arrived so far: what is wrong from its beginning is not read to its end.</summary>
/// <param name="start">The first byte.</param>
/// <param name="length">How many have arrived.</param>
/// <exception cref="WeightException">They are of something else.</exception>
internal unsafe delegate void ArrivalCheck(byte* start, long length);

/// <summary>What a stream holds, for messages.</summary>
/// <param name="Name">What messages call it.</param>
/// <param name="Expected">What it should be, such as <c>a caffemodel</c>.</param>
/// <param name="Check">Looks at what has arrived; null if everything is read first.</param>
internal sealed record StreamContent(string Name, string Expected, ArrivalCheck? Check = null);

/// <summary>A file's content as a copy in memory: it came from a stream. Memory grows with what arrives.</summary>
internal sealed unsafe class CopiedFile : FileMemory
{
    /// <summary>The most bytes of a stream: protobuf's limit. A stream need not have an end.</summary>
    public const long MostBytes = int.MaxValue;

    private const int FirstBytes = 1 << 16;

    // What is read at once; between two pieces the reader can be cancelled.
    private const int PieceBytes = 1 << 20;

    private float* memory;
    private long capacity;
    private long length;

    private CopiedFile()
    {
    }

    /// <inheritdoc/>
    public override byte* Start => (byte*)memory;

    /// <inheritdoc/>
    public override long Length => length;

    /// <summary>Copies bytes.</summary>
    /// <param name="bytes">At least one.</param>
    public static CopiedFile Copy(ReadOnlySpan<byte> bytes)
    {
        var file = new CopiedFile();
        file.Reserve(bytes.Length);
        bytes.CopyTo(new Span<byte>(file.Start, bytes.Length));
        file.length = bytes.Length;
        return file;
    }

    /// <summary>Reads a stream from its position to its end; it stays open.</summary>
    /// <param name="stream">The stream. It need not know its length.</param>
    /// <param name="content">What it holds.</param>
    /// <param name="progress">Told the fraction that has arrived, if the stream knows its length, and 1 at the end.</param>
    /// <param name="cancellationToken">Ends the reading between two pieces.</param>
    /// <exception cref="WeightException">It is empty, too long, or of something else.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static CopiedFile Read(Stream stream, StreamContent content, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        long known = stream.CanSeek ? stream.Length - stream.Position : 0;
        if (known > MostBytes)
            throw TooLong(content, $"{known} bytes");
        var file = new CopiedFile();
        try
        {
            // One more, so that the end is found without more memory.
            file.Reserve(known > 0 ? known + 1 : FirstBytes);
            while (file.TryReadPiece(stream))
            {
                if (file.length > MostBytes)
                    throw TooLong(content, $"more than {MostBytes} bytes");
                content.Check?.Invoke(file.Start, file.length);
                if (known > 0 && file.length < known)
                    progress?.Report((double)file.length / known);
                cancellationToken.ThrowIfCancellationRequested();
            }
            if (file.length == 0)
                throw new WeightException($"{content.Name}: there are no bytes; expected {content.Expected}");
            progress?.Report(1);
            return file;
        }
        catch
        {
            file.Release();
            throw;
        }
    }

    private static WeightException TooLong(StreamContent content, string found) =>
        new($"{content.Name}: there are {found}; expected {content.Expected}, which has at most {MostBytes}");

    private bool TryReadPiece(Stream stream)
    {
        if (length == capacity)
            Reserve(Math.Min(2 * capacity, MostBytes + 1));
        int count = stream.Read(new Span<byte>(Start + length, (int)Math.Min(PieceBytes, capacity - length)));
        length += count;
        return count > 0;
    }

    private void Reserve(long bytes)
    {
        int floats = (int)((bytes + sizeof(float) - 1) / sizeof(float));
        memory = memory is null ? Allocate(floats) : Reallocate(floats);
        capacity = bytes;
    }
}
