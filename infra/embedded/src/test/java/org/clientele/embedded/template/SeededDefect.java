package org.clientele.embedded.template;

import java.util.List;

/**
 * Something that anybody could get wrong in one of the templates.
 *
 * @param found what is changed, a regular expression
 * @param rule who has to notice
 */
record SeededDefect(String found, String replacement, String rule) {

  private static final String DEFECTS =
      """
      # found ~ replacement ~ rule
      Role: !GetAtt GetCustomerRole.Arn ~ Tracing: Active ~ a function has no role or policy that SAM makes
      Role: !GetAtt GetTokenRole.Arn ~ Role: !GetAtt GetCustomerRole.Arn ~ no two functions have the same role
      QUARKUS_FUNQY_EXPORT: get-token\\n ~ QUARKUS_FUNQY_EXPORT: list-tokens\\n ~ no two functions are the same
      AutoPublishAlias: live ~ AutoPublishAlias: latest ~ a function is called by an alias
      Tracing: Active ~ Tracing: PassThrough ~ a function is traced
      LogGroup: !Ref FunctionLogsName ~ LogGroup: !Ref AccessLogsName ~ a function writes to the service's log group
      Timeout: 10\\n ~ Timeout: 5\\n ~ a function outlasts four calls to the store
      Timeout: 20\\n ~ Timeout: 60\\n ~ a function of the API ends before the gateway gives up
      Scope: tokens:write\\n ~ Skope: tokens:write\\n ~ a function of the API says which scope it asks for
      Method: HEAD ~ Method: OPTIONS ~ what is read by GET is read by HEAD
      Path: /api/v1/customers\\n ~ Path: /api/v1/customer\\n ~ no route is two functions'
      - !Ref SweepErrorsAlarm ~ - !Ref SweepErrorAlarm ~ what sends a new version back is an alarm
      - !Sub \\$\\{AWS::StackName}-api-errors ~ - !Ref ApiErrorsAlarm ~ no alarm of a rollout refers to the API, which refers to what is rolled out
      AlarmName: !Sub \\$\\{AWS::StackName}-api-errors ~ AlarmName: !Sub \\${AWS::StackName}-errors ~ a failing API sends a new version back
      FunctionResponseTypes: \\[ReportBatchItemFailures] ~ FunctionResponseTypes: [] ~ what a queue or stream starts reports its failures one by one
      ScalingConfig:\\n +MaximumConcurrency ~ ScalingConfig:\\n              MaximumConcurency ~ a queue takes only some of the account's concurrency
      BatchSize: 1\\n ~ BatchSize: 10\\n ~ a shard is handled by itself
      MaximumRecordAgeInSeconds: 82800 ~ MaximumRecordAgeInSeconds: 90000 ~ a stream gives up before the record is gone
      StartingPosition: TRIM_HORIZON ~ StartingPosition: LATEST ~ a stream is followed from its beginning
      "\\$context.routeKey" ~ "$context.path" ~ the access log has neither path, query nor token
      "\\$\\{SourceAddress}" ~ "$context.identity.sourceIp" ~ the access log has an address only where that is chosen
      SecurityPolicy: TLS_1_2 ~ SecurityPolicy: TLS_1_0 ~ a domain of your own takes TLS 1.2 at least
      dynamodb:Attributes: \\[pk, public_keys, ~ dynamodb:Attributes: [pk, private_keys, ~ get-jwk-set reads the public keys and revoked clients alone
      FunctionLogs:\\n    Type: AWS::Logs::LogGroup\\n    DeletionPolicy: \\w+ ~ FunctionLogs:\\n    Type: AWS::Logs::LogGroup\\n    DeletionPolicy: Delete ~ whatever is kept outlives its stack, unless that could not be made
      DeletionProtectionEnabled: .* ~ DeletionProtectionEnabled: false ~ a table is protected from deletion
      DeletionPolicy: Retain(ExceptOnCreate)? ~ DeletionPolicy: Retain ~ whatever is kept outlives its stack, unless that could not be made
      PointInTimeRecoveryEnabled: true ~ PointInTimeRecoveryEnabled: false ~ a table of data that cannot be made again is restored to any point in time
      SSEType: KMS\\n +KMSMasterKeyId: !GetAtt DataKey.Arn ~ SSEType: KMS ~ a table is encrypted with the stack's key
      ProjectionType: KEYS_ONLY ~ ProjectionType: ALL ~ an index has keys alone
      AttributeName: expires_at ~ AttributeName: expired_at ~ answers of repeated requests expire
      NEW_AND_OLD_IMAGES ~ NEW_IMAGE ~ the search index sees customers as they were and are
      KmsMasterKeyId: !Ref DataKeyArn ~ SqsManagedSseEnabled: true ~ a queue is encrypted with the stack's key
      \\n        - !Ref DeregistrationsDeadLetterQueue ~  ~ a queue is used by TLS alone
      MessageRetentionPeriod: 1209600 ~ MessageRetentionPeriod: 345600 ~ dead letters are kept for 14 days
      VisibilityTimeout: 360 ~ VisibilityTimeout: 60 ~ a message is hidden for six times the time of its function
      maxReceiveCount: 200 ~ maxReceiveCount: 2000 ~ a message is a dead letter before it is gone
      maxReceiveCount: 5\\n ~ maxReceiveCount: 1\\n ~ a message is delivered five times before it is a dead letter
      deadLetterTargetArn: !GetAtt OutboxDead ~ deadLetterTargetArn: !GetAtt SweepDead ~ a queue has dead letters
      DeadLetterConfig:\\n +Arn: !GetAtt SweepDeadLetterQueue.Arn ~ RetryPolicy: {} ~ a tick that cannot be sent is a dead letter
      rate\\(5 minutes\\) ~ rate(5 hours) ~ a tick comes every five minutes, as the alarms expect it
      EnableKeyRotation: true ~ EnableKeyRotation: false ~ the key is rotated
      kms:CancelKeyDeletion ~ kms:* ~ who administers the key cannot decrypt with it
      kms:CallerAccount: !Ref AWS::AccountId ~ aws:RequestedRegion: !Ref AWS::Region ~ everybody's use of the key is this account's
      RetentionInDays: !Ref LogRetentionDays ~ RetentionInDays: 7 ~ logs are kept as the parameter says
      365, 400, 545 ~ 365, 400, 500 ~ CloudWatch takes each choice of the logs' retention
      PermissionsBoundary: !If .*\\n ~ Path: /\\n ~ a role is bounded where a boundary is given
      ManagedPolicyArns: \\[!Ref LogsAndTraces] ~ ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole] ~ a role has no policy of AWS, which allow more than is needed
      Action: dynamodb:Query ~ Action: dynamodb:* ~ a statement names each action
      Resource: !Sub .*RequestsTableName}\\n ~ Resource: "*"\\n ~ a statement names what it is about, but for traces, which know no resource
      sqs:ReceiveMessage, sqs:DeleteMessage ~ sqs:ReceiveMessage ~ a function receives from the queue that starts it, and from no other
      Resource: !Ref CustomersStreamArn ~ Resource: !Ref CustomersTableName ~ a function follows the stream that starts it, and no other
      ClientsTableName}\\n +Condition: ~ ClientsTableName}\\n                Kondition: ~ issue-token changes nothing but counts of wrong secrets
      sts:ExternalId: ~ aws:PrincipalTag/id: ~ a provider of another account says whom it comes for, and sends tokens alone
      AlarmActions: \\[!Ref Alarms] ~ AlarmActions: [] ~ an alarm tells the topic
      runbook.md#sweep-lag ~ runbook.md#sweep-leg ~ an alarm ends with its place in the runbook
      TreatMissingData: breaching ~ TreatMissingData: notBreaching ~ an alarm says what it means that there are no data
      Value: !GetAtt TokensDeadLetterQueue.QueueName ~ Value: !GetAtt TokensQueue.QueueName ~ a dead letter is told of
      MetricName: wrong_secrets\\n +MetricValue ~ MetricName: bad_secrets\\n          MetricValue ~ what is filtered from the logs is told of
      IF\\(failed > 5 ~ IF(errors > 5 ~ an expression of an alarm names metrics that it has
      "\\$\\{IndexLagAlarm.Arn}" ~ "\\${SweepLagAlarm.Arn}" ~ the dashboard shows the alarm
      Resources:\\n ~ Resources:\\n  Kept: {Type: AWS::DynamoDB::Table}\\n ~ the service's stack keeps nothing
      AccessLogsName:\\n    Value ~ AccessLogName:\\n    Value ~ what is kept is a parameter of the service, which has no other value by default
      SearchTableName:\\n    Description: ~ SearchIndexName:\\n    Description: ~ a parameter that has to be given says who signs access tokens, or is what is kept
      Value: !Ref RequestsTable\\n ~ Value: !Ref ClientsTable\\n ~ an output is of what it is called after
      Value: !GetAtt AuditKey.Id\\n ~ Value: !GetAtt AuditKey.Id\\n    Export: {Name: audit-key}\\n ~ an output is not exported: what is would not change as long as it is used
      AuditKeyArn:\\n    Value: !GetAtt AuditKey.Id\\n ~  ~ whatever is kept is handed to the service
      resolve:secretsmanager: ~ resolve:ssm: ~ the key of the customers' hashes is read from its secret
      PasswordLength: 48 ~ PasswordLength: 8 ~ a secret is made at random and encrypted with the stack's key
      /aws/lambda/\\$\\{ServiceName} ~ /aws/lambda/\\${AWS::StackName} ~ a log group is called as the service is, which the key knows
      MaxReadRequestUnits: !Ref TableReadLimit ~ MaxReadRequestUnits: 100 ~ what a table takes can be limited
      \\["...", "\\$\\{GetTokenFunction}"], ~  ~ the dashboard shows errors, executions and throttles of the function
      HasMemorySize, !Ref MemorySize ~ HasMemorySize, 512 ~ a function has the memory that is asked for
      - Effect: Allow\\n +Principal:\\n +Service: cloudwatch.amazonaws.com\\n +Action: sns:Publish\\n +Resource: !Ref Alarms\\n +Condition:\\n +StringEquals:\\n +aws:SourceAccount: !Ref AWS::AccountId\\n ~ \\n ~ alarms are published by this account's CloudWatch alone
      aws:SourceAccount: !Ref AWS::AccountId\\n +- Sid: CloudWatchLogs ~ aws:RequestedRegion: !Ref AWS::Region\\n          - Sid: CloudWatchLogs ~ the key encrypts alarms for CloudWatch
      kms:ViaService: !Sub secretsmanager ~ kms:ViaService: !Sub ssm ~ the key is used through tables, queues and secrets
      Namespace: AWS/SQS ~ Namespace: AWS/SNS ~ an alarm looks at metrics that somebody writes
      \\{"type": "deregistrations.send"} ~ {"type": "deregistrations.sent"} ~ a tick is of the type that the function of its queue knows
      Description: Deactivates what .*\\n +#.*\\n +Timeout: 60\\n ~ Description: Deactivates\\n ~ what a queue or stream starts has a minute, well above the sweep's budget of 40 seconds
      !If \\[ConcurrencyIsReserved, !Ref ReservedConcurrency, !Ref AWS::NoValue] ~ !Ref ReservedConcurrency ~ no concurrency is reserved where 0 is asked for, with which nothing would run
      Service: codedeploy.amazonaws.com ~ Service: ec2.amazonaws.com ~ the role of a roll-out is CodeDeploy's to assume
      DataKeyArn:\\n    Description ~ LogRetentionDays: {Type: String, Default: x}\\n  DataKeyArn:\\n    Description ~ a parameter is of one stack
      Default: 400\\n ~ Default: 30\\n ~ logs are kept for more than a year where nothing else is said
      """;

  static List<SeededDefect> all() {
    return DEFECTS
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split(" ~ ", -1))
        .map(parts -> new SeededDefect(parts[0], parts[1], parts[2]))
        .toList();
  }

  /** Returns the template with this defect at the first place where it may be. */
  String in(String template) {
    return template.replaceFirst(
        found, replacement.replace("\\n", "\n").replaceAll("(?<!\\\\)[$]", "\\\\\\$"));
  }

  @Override
  public String toString() {
    return found + " -> " + replacement;
  }
}
