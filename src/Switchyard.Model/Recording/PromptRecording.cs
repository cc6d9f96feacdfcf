namespace Switchyard.Model.Recording;

/// <summary>How texts of a request are kept.</summary>
public enum PromptRecording
{
    /// <summary>Whole, sealed at rest.</summary>
    Full,

    /// <summary>As a SHA-256 only.</summary>
    Hash,

    /// <summary>Nowhere.</summary>
    Off,
}
