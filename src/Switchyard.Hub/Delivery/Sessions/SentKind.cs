namespace Switchyard.Hub.Delivery.Sessions;

/// <summary>What can be sent that is answered.</summary>
internal enum SentKind
{
    /// <summary>Events that are one change.</summary>
    Change,

    /// <summary>The whole state.</summary>
    Snapshot,

    /// <summary>A bookmark.</summary>
    Bookmark,
}
