using CaffeSharpGen.SceneLanguageTrainer;

return new CommandLine().Run(args);
