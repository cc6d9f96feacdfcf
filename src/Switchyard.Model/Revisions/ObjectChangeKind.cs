namespace Switchyard.Model.Revisions;

/// <summary>What became of an object between two configurations.</summary>
public enum ObjectChangeKind
{
    /// <summary>It is new.</summary>
    Added,

    /// <summary>It is gone.</summary>
    Removed,

    /// <summary>Some of its fields differ.</summary>
    Changed,
}
