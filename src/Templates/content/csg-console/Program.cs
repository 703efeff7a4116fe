using CaffeSharpGen;
using CaffeSharpGen.GradCam;
using CaffeSharpGen.Imaging;
using CaffeSharpGen.Weights;
using Networks;

// Classifies a picture and shows why: dotnet run [-- picture [overlay.png]]
string models = Path.Combine(AppContext.BaseDirectory, "models");
string file = args.Length > 0 ? args[0] : Path.Combine(models, "scenes.example.png");
string output = args.Length > 1 ? args[1] : "overlay.png";
try
{
    using Picture photo = Picture.Load(file);
    using Scenes net = Scenes.Load(Path.Combine(models, "scenes.caffemodel"));
    Labels labels = Labels.Load(Path.Combine(models, "scenes.labels.txt")).For(net.Prob);

    // Scenes was trained with the preprocessing of VGG. For other networks see InputTransform.
    net.Data.Set(Preprocess.Vgg(photo, Scenes.Shapes.Data.Width, Scenes.Shapes.Data.Height));
    net.Forward();
    foreach (Score score in net.Prob.Top(5))
        Console.WriteLine($"{score.Value,8:p1}  {labels[score]}");

    // Why? Score is what Prob is made of; a class other than the best one is net.Score[labels.IndexOf("red circle")].
    Score best = net.Score.Top(1)[0];
    Explanation cam = net.GradCam(at: net.Relu5, of: net.Score[best]);
    using Picture overlay = cam.Overlay(photo);
    overlay.Save(output);
    Console.WriteLine($"{output} shows where {file} looks like '{labels[best]}'");
    return 0;
}
catch (Exception problem) when (problem is PictureException or WeightException or IOException)
{
    Console.Error.WriteLine(problem.Message);
    return 1;
}
