using System.Buffers.Binary;

namespace CaffeSharpGen.Imaging.Codecs;

/// <summary>What the markers of a JPEG file say, without its pixels.</summary>
internal sealed class JpegStructure
{
    private const int Coefficients = 64, NotSent = 99;

    private readonly List<JpegComponent> components = [];
    private int width, height, restartInterval;
    private bool isProgressive, restartsFit = true;

    private JpegStructure()
    {
    }

    /// <summary>How many scans it has.</summary>
    public int Scans { get; private set; }

    /// <summary>Whether the end marker is there.</summary>
    public bool Ends { get; private set; }

    /// <summary>
    /// The fewest bytes that these pixels take: a Huffman code has at least one bit, and each block of 8×8 samples takes one, or two if
    /// it is not progressive (zero difference, end of block).
    /// </summary>
    public long LeastBytes => components.Sum(BlocksOf) * (isProgressive ? 1 : 2) / 8;

    /// <summary>
    /// Whether scans have begun for every bit of every coefficient, with as many restart markers as they need: no scan and no interval is
    /// wholly missing.
    /// </summary>
    public bool HasAllScans => restartsFit && components.Count > 0
        && components.TrueForAll(component => Array.TrueForAll(component.LowestBits, bit => bit == 0));

    /// <summary>Reads the markers; null if they are not those of a JPEG file of Huffman codes.</summary>
    public static JpegStructure? Read(ReadOnlySpan<byte> file)
    {
        var structure = new JpegStructure();
        return structure.ReadMarkers(file) && structure.components.Count > 0 ? structure : null;
    }

    private bool ReadMarkers(ReadOnlySpan<byte> file)
    {
        int at = 2;
        while (at + 2 <= file.Length && !Ends)
        {
            if (file[at] != 0xFF)
                return false;
            int marker = file[at + 1];
            if (marker == 0xFF)
            {
                at++;
                continue;
            }
            at += 2;
            if (marker == 0xD9)
                Ends = true;
            if (marker is 0x01 or 0xD9 or (>= 0xD0 and <= 0xD8))
                continue;
            if (at + 2 > file.Length)
                break;
            int length = BinaryPrimitives.ReadUInt16BigEndian(file[at..]);
            if (length < 2 || length > file.Length - at)
                break;
            if (!ReadSegment(marker, file.Slice(at + 2, length - 2)))
                return false;
            at += length;
            if (marker == 0xDA)
                at += ReadScan(file[at..]);
        }
        return true;
    }

    private bool ReadSegment(int marker, ReadOnlySpan<byte> segment) => marker switch
    {
        0xC0 or 0xC1 or 0xC2 => ReadFrame(segment, marker == 0xC2),
        // Lossless, hierarchical and arithmetic.
        0xC3 or (>= 0xC5 and <= 0xC7) or (>= 0xC9 and <= 0xCB) or (>= 0xCD and <= 0xCF) => false,
        0xDD when segment.Length >= 2 => (restartInterval = BinaryPrimitives.ReadUInt16BigEndian(segment)) >= 0,
        0xDA => ReadScanHeader(segment),
        _ => true,
    };

    private bool ReadFrame(ReadOnlySpan<byte> frame, bool progressive)
    {
        if (components.Count > 0 || frame.Length < 6 || frame.Length < 6 + frame[5] * 3)
            return false;
        isProgressive = progressive;
        height = BinaryPrimitives.ReadUInt16BigEndian(frame[1..]);
        width = BinaryPrimitives.ReadUInt16BigEndian(frame[3..]);
        for (int i = 0; i < frame[5]; i++)
        {
            (int across, int down) = (frame[7 + i * 3] >> 4, frame[7 + i * 3] & 15);
            if (across is 0 or > 4 || down is 0 or > 4)
                return false;
            int[] bits = new int[Coefficients];
            Array.Fill(bits, NotSent);
            components.Add(new JpegComponent(frame[6 + i * 3], across, down, bits));
        }
        return components.Count > 0;
    }

    private int expectedRestarts;

    private bool ReadScanHeader(ReadOnlySpan<byte> scan)
    {
        Scans++;
        int count = scan.Length == 0 ? 0 : scan[0];
        if (count == 0 || scan.Length < 4 + count * 2)
            return false;
        (int first, int last, int bit) = isProgressive
            ? (scan[1 + count * 2], scan[2 + count * 2], scan[3 + count * 2] & 15)
            : (0, Coefficients - 1, 0);
        JpegComponent? only = null;
        for (int i = 0; i < count; i++)
        {
            byte id = scan[1 + i * 2];
            only = components.Find(component => component.Id == id);
            if (only is null || last >= Coefficients)
                return false;
            for (int k = first; k <= last; k++)
                only.LowestBits[k] = bit;
        }
        long units = count == 1 ? BlocksOf(only!) : Ceiling(width, 8 * MostAcross) * Ceiling(height, 8 * MostDown);
        expectedRestarts = restartInterval == 0 ? 0 : (int)((units - 1) / restartInterval);
        return true;
    }

    // Skips the codes of a scan; returns how many bytes they are.
    private int ReadScan(ReadOnlySpan<byte> codes)
    {
        int at = 0, restarts = 0;
        while (true)
        {
            int next = codes[at..].IndexOf((byte)0xFF);
            if (next < 0 || at + next + 1 >= codes.Length)
            {
                at = codes.Length;
                break;
            }
            at += next;
            if (codes[at + 1] is 0 or 0xFF)
            {
                at += codes[at + 1] == 0 ? 2 : 1;
                continue;
            }
            if (codes[at + 1] is not (>= 0xD0 and <= 0xD7))
                break;
            restarts++;
            at += 2;
        }
        restartsFit &= restarts == expectedRestarts;
        return at;
    }

    private int MostAcross => components.Max(component => component.Across);

    private int MostDown => components.Max(component => component.Down);

    // Of its own samples, without those that fill up units.
    private long BlocksOf(JpegComponent component) =>
        Ceiling(Ceiling((long)width * component.Across, MostAcross), 8) * Ceiling(Ceiling((long)height * component.Down, MostDown), 8);

    private static long Ceiling(long value, long divisor) => (value + divisor - 1) / divisor;

    /// <param name="Id">Its number in the file.</param>
    /// <param name="Across">Samples across for each unit.</param>
    /// <param name="Down">Samples down for each unit.</param>
    /// <param name="LowestBits">Of each coefficient the lowest bit that was sent.</param>
    private sealed record JpegComponent(byte Id, int Across, int Down, int[] LowestBits);
}
