namespace Switchyard.Hot.Dialling;

/// <summary>Where a dial is.</summary>
internal enum DialState
{
    /// <summary>The bound one is dialled; nobody was asked.</summary>
    Dialling,

    /// <summary>It takes long: it is dialled on, and the question whether it still is the right one is open.</summary>
    Asking,

    /// <summary>The question was answered, or could not be: it is dialled on.</summary>
    Waiting,

    /// <summary>The dial has failed, and the question is open.</summary>
    Failed,

    /// <summary>It is the right one, and is dialled again.</summary>
    Retrying,

    /// <summary>Another one is the right one, and is dialled.</summary>
    Switched,

    /// <summary>Decided.</summary>
    Ended,
}
