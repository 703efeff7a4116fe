namespace CaffeSharpGen;

/// <summary>How rectifiers (ReLU, PReLU, ELU) pass gradients back.</summary>
public enum ReluRule
{
    /// <summary>The true derivative.</summary>
    Standard,

    /// <summary>
    /// The true derivative where the incoming gradient is positive, else 0 (guided backpropagation; Springenberg et al. 2015).
    /// </summary>
    Guided,

    /// <summary>
    /// The incoming gradient where it is positive, else 0, whatever the activation was (deconvnet; Zeiler and Fergus 2014).
    /// </summary>
    Deconv,
}
