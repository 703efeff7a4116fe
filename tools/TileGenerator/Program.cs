using CaffeSharpGen.TileGenerator;

// Writes the register tiles of src/Runtime anew: dotnet run --project tools/TileGenerator, anywhere in the repository.
foreach ((string path, string text) in TileFiles.Generate(TileFiles.FindRuntime(Environment.CurrentDirectory)))
{
    File.WriteAllText(path, text);
    Console.WriteLine(path);
}
