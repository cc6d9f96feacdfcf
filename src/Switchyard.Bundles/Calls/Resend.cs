namespace Switchyard.Bundles.Calls;

/// <summary>When a request may be sent a second time.</summary>
internal enum Resend
{
    /// <summary>Only if it surely never reached a server: a call that may have an effect.</summary>
    IfUnsent,

    /// <summary>Whenever a server was lost: once more, for a call that is declared read-only or idempotent.</summary>
    Once,

    /// <summary>Whenever a server was lost: a read, after 0, 500 and 2,000 ms.</summary>
    Read,
}
