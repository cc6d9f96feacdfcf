namespace Switchyard.Hot.Dialling;

/// <summary>A dial came to no connection.</summary>
public sealed class DialException : Exception
{
    internal DialException(DialFailure failure, string message, Exception? dialError, Exception? questionError)
        : base(message, dialError ?? questionError) => (Failure, DialError, QuestionError) = (failure, dialError, questionError);

    /// <summary>Why.</summary>
    public DialFailure Failure { get; }

    /// <summary>The error of the last attempt, or null.</summary>
    public Exception? DialError { get; }

    /// <summary>Why it could not be asked whom to dial, or null.</summary>
    public Exception? QuestionError { get; }
}
