namespace CaffeSharpGen.GradCam;

/// <summary>An explanation method.</summary>
public enum Method
{
    /// <summary>Gradient-weighted class activation map (Selvaraju et al. 2017). One partial backward pass.</summary>
    GradCam,

    /// <summary>
    /// Gradient at the input, through rectifiers only where it is positive (Springenberg et al. 2015). One backward pass.
    /// </summary>
    GuidedBackprop,

    /// <summary>Guided backprop times the Grad-CAM map (Selvaraju et al. 2017). Two backward passes.</summary>
    GuidedGradCam,

    /// <summary>
    /// Gradient at the input, through rectifiers wherever it is positive itself (Zeiler and Fergus 2014). One backward pass.
    /// </summary>
    Deconvnet,
}
