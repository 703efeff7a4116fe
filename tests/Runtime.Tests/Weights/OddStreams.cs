using System.Buffers;

namespace CaffeSharpGen.Tests.Weights;

/// <summary>A stream that cannot seek and gives a few bytes at a time, as one of a network does.</summary>
internal sealed class Trickle(byte[] bytes, int atOnce) : ReadOnlyStream
{
    private int position;

    public override int Read(Span<byte> buffer)
    {
        Pieces++;
        int count = Math.Min(Math.Min(atOnce, buffer.Length), bytes.Length - position);
        bytes.AsSpan(position, count).CopyTo(buffer);
        position += count;
        return count;
    }
}

/// <summary>A stream without an end.</summary>
internal sealed class Endless(Endless.Fill fill) : ReadOnlyStream
{
    public delegate void Fill(Span<byte> buffer);

    public override int Read(Span<byte> buffer)
    {
        Pieces++;
        fill(buffer);
        return buffer.Length;
    }
}

/// <summary>A stream that says that it has a length, and cannot be read.</summary>
internal sealed class Claiming(long length) : ReadOnlyStream
{
    public override bool CanSeek => true;

    public override long Length => length;

    public override long Position { get => 0; set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer) => throw new NotSupportedException();
}

/// <summary>What streams that are only read have in common.</summary>
internal abstract class ReadOnlyStream : Stream
{
    public int Pieces { get; protected set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

/// <summary>Memory that is no array's.</summary>
internal sealed unsafe class ByteMemory : MemoryManager<byte>
{
    private readonly byte[] bytes;

    public ByteMemory(byte[] bytes) => this.bytes = bytes;

    public override Span<byte> GetSpan() => bytes;

    public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

    public override void Unpin() => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
    }
}

/// <summary>Calls what it is told on the thread that tells it.</summary>
internal sealed class Told(Action<double> take) : IProgress<double>
{
    public void Report(double value) => take(value);
}
