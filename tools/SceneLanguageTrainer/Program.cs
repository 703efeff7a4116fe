using CaffeSharpGen.SceneLanguageTrainer;
using static TorchSharp.torch;
set_num_threads(2);
string models = args[1];
var settings = new Settings("artifacts/scene-language", models, int.Parse(args[2]), 2000, int.Parse(args[3]), double.Parse(args[4]), 1);
var scenes = ImageNetwork.Read("models/scenes.caffemodel");
var watch = System.Diagnostics.Stopwatch.StartNew();
if (args[0] == "questions") { if (settings.Epochs > 0) QuestionTraining.Run(settings, scenes); Console.WriteLine($"{watch.Elapsed}"); foreach (string line in QuestionMeasure.Run(settings)) Console.WriteLine(line); }
if (args[0] == "captions") { if (settings.Epochs > 0) CaptionTraining.Run(settings, scenes); Console.WriteLine($"{watch.Elapsed}"); foreach (string line in CaptionMeasure.Run(settings)) Console.WriteLine(line); }
