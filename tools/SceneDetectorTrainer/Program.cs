using CaffeSharpGen.SceneDetectorTrainer;

return new CommandLine().Run(args);
