namespace CaffeSharpGen.Imaging.Pixels;

/// <summary>Work on the rows of a picture, each of which can be done alone.</summary>
internal interface IBandWork
{
    /// <summary>Does rows <paramref name="first"/> to <paramref name="end"/>, without it.</summary>
    void Run(int first, int end);
}
