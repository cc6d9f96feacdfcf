namespace Switchyard.Edge.Subscription;

/// <summary>What a frame means for the state.</summary>
internal enum CollectedKind
{
    /// <summary>More is to come, or the frame is of no effect.</summary>
    Incomplete,

    /// <summary>A change is complete and its hash fits.</summary>
    Complete,

    /// <summary>Its effect is there already.</summary>
    Repeated,

    /// <summary>Something is missing or does not fit.</summary>
    Resync,
}
