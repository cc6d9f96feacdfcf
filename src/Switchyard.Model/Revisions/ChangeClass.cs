namespace Switchyard.Model.Revisions;

/// <summary>How a change is put in force. There is no class for a restart.</summary>
public enum ChangeClass
{
    /// <summary>What runs takes the new value; nothing is built.</summary>
    InPlace,

    /// <summary>A new part is built while the old one serves; the old one drains.</summary>
    SideBySide,

    /// <summary>Everything is built anew beside what serves.</summary>
    Whole,
}
