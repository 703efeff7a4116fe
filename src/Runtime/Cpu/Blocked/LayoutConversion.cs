namespace CaffeSharpGen.Cpu;

/// <summary>Between plain and blocked layout.</summary>
internal static unsafe class LayoutConversion
{
    private const int Lanes = BlockedView.Lanes;

    /// <summary>To N×C×H×W.</summary>
    public static void ToPlain(BlockedView from, float* to)
    {
        nint places = (nint)from.Height * from.Width;
        for (int image = 0; image < from.Number; image++)
        {
            for (int block = 0; block < from.Blocks; block++)
            {
                float* x = from.Block(image, block), y = to + ((nint)image * from.Channels + block * Lanes) * places;
                int channels = Math.Min(Lanes, from.Channels - block * Lanes);
                // Lines of 16 places are read whole while they are in the first-level cache, channel by channel.
                for (nint first = 0; first < places; first += Lanes)
                {
                    nint end = Math.Min(first + Lanes, places);
                    for (int channel = 0; channel < channels; channel++)
                    {
                        for (nint place = first; place < end; place++)
                            y[channel * places + place] = x[place * Lanes + channel];
                    }
                }
            }
        }
    }

    /// <summary>From N×C×H×W; lanes beyond C become zero.</summary>
    public static void ToBlocked(float* from, BlockedView to)
    {
        nint places = (nint)to.Height * to.Width;
        for (int image = 0; image < to.Number; image++)
        {
            for (int block = 0; block < to.Blocks; block++)
            {
                float* x = from + ((nint)image * to.Channels + block * Lanes) * places, y = to.Block(image, block);
                int channels = Math.Min(Lanes, to.Channels - block * Lanes);
                if (channels < Lanes)
                    new Span<float>(y, checked((int)(places * Lanes))).Clear();
                for (nint first = 0; first < places; first += Lanes)
                {
                    nint end = Math.Min(first + Lanes, places);
                    for (int channel = 0; channel < channels; channel++)
                    {
                        for (nint place = first; place < end; place++)
                            y[place * Lanes + channel] = x[channel * places + place];
                    }
                }
            }
        }
    }
}
